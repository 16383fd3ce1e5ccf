#include "policy/placement.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <vector>

#include "policy/backoff.h"
#include "policy/mix.h"
#include "policy/reputation.h"

namespace raas {
namespace {

/// Why a candidate will not do, in the order of asking.
enum class Refusal : std::uint8_t {
  none,
  taken,
  excluded,
  not_trusted,
  resting,
  full,
  not_accepting,
  verified_only,
  piece_size,
  price_not_known,
  too_dear,
  organisation,
  country,
  asn,
};

constexpr std::array<std::string_view, 14> refusal_texts = {
    "fit",
    "taken",
    "excluded",
    "not trusted",
    "resting",
    "full",
    "not accepting deals",
    "for verified deals only",
    "not for this piece size",
    "of unknown price",
    "too dear",
    "of an organisation that has its share",
    "of a country that has its share",
    "of a network that has its share",
};

/// Reputations that differ by less are equal, else the best provider would get everything.
constexpr std::uint32_t reputation_step_ppm = 50000;

/// How many copies of the job are with the same organisation, country and network.
struct Neighbours {
  std::uint32_t organisation = 0;
  std::uint32_t country = 0;
  std::uint32_t asn = 0;
};

bool contains(std::span<const ActorId> providers, ActorId provider) {
  return std::find(providers.begin(), providers.end(), provider) != providers.end();
}

std::vector<const Candidate*> known_of_taken(const PlacementQuestion& question) {
  std::vector<const Candidate*> known;
  for (const Candidate& candidate : question.candidates) {
    if (contains(question.providers_taken, candidate.provider)) known.push_back(&candidate);
  }
  return known;
}

Neighbours neighbours_of(const Candidate& candidate, std::span<const Candidate* const> taken) {
  Neighbours same;
  for (const Candidate* other : taken) {
    if (!candidate.organisation.empty() && candidate.organisation == other->organisation) {
      ++same.organisation;
    }
    if (!candidate.country.empty() && candidate.country == other->country) ++same.country;
    if (candidate.asn != 0 && candidate.asn == other->asn) ++same.asn;
  }
  return same;
}

bool reaches(std::uint32_t count, std::uint32_t limit) {
  return limit != 0 && count >= limit;
}

bool fits_piece(const Candidate& candidate, std::uint64_t size) {
  if (size == 0) return true;
  return size >= candidate.piece_size_min &&
         (candidate.piece_size_max == 0 || size <= candidate.piece_size_max);
}

Refusal refusal_by_price(const Terms& terms, const Candidate& candidate) {
  if (!terms.price_max) return Refusal::none;
  const std::optional<AttoFil>& price = terms.verified ? candidate.price_verified : candidate.price;
  if (!price) return Refusal::price_not_known;
  return *price > *terms.price_max ? Refusal::too_dear : Refusal::none;
}

Refusal refusal_by_share(const Policy& policy, const Neighbours& same) {
  if (reaches(same.organisation, policy.copies_per_organisation_max)) return Refusal::organisation;
  if (reaches(same.country, policy.copies_per_country_max)) return Refusal::country;
  return reaches(same.asn, policy.copies_per_asn_max) ? Refusal::asn : Refusal::none;
}

Refusal refusal_of(const Policy& policy, const Terms& terms, const PlacementQuestion& question,
                   const Candidate& candidate) {
  const ActorId provider = candidate.provider;
  if (provider == no_provider || contains(question.providers_taken, provider))
    return Refusal::taken;
  if (contains(terms.providers_excluded, provider)) return Refusal::excluded;
  const bool is_trusted =
      terms.providers_trusted.empty() || contains(terms.providers_trusted, provider);
  if (!is_trusted) return Refusal::not_trusted;
  if (is_resting(policy, candidate.rests_until, question.now)) return Refusal::resting;
  if (candidate.in_flight >= policy.in_flight_per_provider_max) return Refusal::full;
  if (policy.deals_per_hour_per_provider_max != 0 &&
      candidate.deals_last_hour >= policy.deals_per_hour_per_provider_max) {
    return Refusal::full;
  }
  if (!candidate.accepts_deals) return Refusal::not_accepting;
  if (candidate.verified_only && !terms.verified) return Refusal::verified_only;
  if (!fits_piece(candidate, question.piece_padded_size)) return Refusal::piece_size;
  return refusal_by_price(terms, candidate);
}

/// 0 = a place that no copy is in yet; then places that are not known; then crowded ones.
std::uint64_t crowding(bool is_known, std::uint32_t same) {
  return is_known ? (same == 0 ? 0 : std::uint64_t{same} + 1) : 1;
}

std::uint32_t reliability_of(const Candidate& candidate) {
  return reliability_ppm(candidate.reputation_ppm,
                         {.made = candidate.deals_made, .failed = candidate.deals_failed});
}

/// Lower is better.
auto worth_of(const Candidate& candidate, const Neighbours& same, std::uint64_t tie_break) {
  return std::tuple(crowding(!candidate.organisation.empty(), same.organisation),
                    crowding(!candidate.country.empty(), same.country),
                    crowding(candidate.asn != 0, same.asn),
                    -static_cast<std::int64_t>(reliability_of(candidate) / reputation_step_ppm),
                    candidate.in_flight, mix(tie_break, candidate.provider), candidate.provider);
}

Error no_place(const std::array<std::uint32_t, refusal_texts.size()>& refused) {
  std::string counts;
  for (std::size_t i = 1; i < refused.size(); ++i) {
    if (refused[i] == 0) continue;
    counts += (counts.empty() ? "" : ", ") + std::to_string(refused[i]) + " " +
              std::string(refusal_texts[i]);
  }
  if (counts.empty()) return {Code::unavailable, "place: no providers are known"};
  return {Code::unavailable, "place: no provider will do: " + counts};
}

}  // namespace

Result<ActorId> place(const Policy& policy, const Terms& terms, const PlacementQuestion& question) {
  using Worth = decltype(worth_of({}, {}, 0));
  const std::vector<const Candidate*> taken = known_of_taken(question);
  std::array<std::uint32_t, refusal_texts.size()> refused{};
  std::optional<Worth> best;
  for (const Candidate& candidate : question.candidates) {
    const Neighbours same = neighbours_of(candidate, taken);
    Refusal refusal = refusal_of(policy, terms, question, candidate);
    if (refusal == Refusal::none) refusal = refusal_by_share(policy, same);
    ++refused[static_cast<std::size_t>(refusal)];
    if (refusal != Refusal::none) continue;
    const Worth worth = worth_of(candidate, same, question.tie_break);
    if (!best || worth < *best) best = worth;
  }
  if (!best) return no_place(refused);
  return std::get<6>(*best);
}

}  // namespace raas
