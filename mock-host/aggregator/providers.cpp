#include "aggregator/providers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "aggregator/decimal.h"
#include "aggregator/draw.h"

namespace mock {
namespace {

struct Place {
  const char* country;
  std::uint32_t asn;
};
constexpr std::array<Place, 8> places{{{"US", 16509},
                                       {"DE", 24940},
                                       {"SG", 16509},
                                       {"CN", 4134},
                                       {"FR", 16276},
                                       {"KR", 4766},
                                       {"CA", 577},
                                       {"NL", 60781}}};

constexpr std::uint64_t price_scale = 1000000;  // attoFIL per GiB and epoch

/// Some providers are worse than others: a factor of 0.2 to 1.8 of the average.
std::uint32_t varied(std::uint32_t ppm_average, std::uint64_t drawn) {
  return static_cast<std::uint32_t>(draw_between(drawn, ppm_average / 5, ppm_average / 5 * 9));
}

ProviderProfile profile_of(const PopulationOptions& options, std::uint32_t index) {
  const auto drawn = [&](std::string_view purpose) { return draw(options.seed, purpose, index); };
  const auto& place = places[drawn("place") % places.size()];
  ProviderProfile profile;
  profile.id = options.first_id + index;
  // About every fourth provider is a second address of an operator.
  const auto operator_number = draw_chance(drawn("sibling"), 250000) ? index / 2 : index;
  const bool is_of_largest =
      index < std::uint64_t{options.count} * options.largest_share_ppm / 1000000;
  profile.organisation = "operator-" + std::to_string(is_of_largest ? 0 : operator_number);
  profile.country = place.country;
  profile.asn = place.asn;
  profile.price = static_cast<std::uint64_t>(draw_between(drawn("price"), 0, 100)) * price_scale;
  profile.reject_ppm = varied(options.reject_ppm, drawn("reject"));
  profile.never_seal_ppm = varied(options.never_seal_ppm, drawn("never seal"));
  const auto trouble =
      std::int64_t{profile.reject_ppm} * 2 + std::int64_t{profile.never_seal_ppm} * 4;
  profile.reputation_ppm =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(950000 - trouble, 0, 1000000));
  profile.seal_epochs =
      draw_between(drawn("seal"), options.seal_epochs_min, options.seal_epochs_max);
  profile.piece_size_min = 128;
  profile.piece_size_max = std::uint64_t{1} << 36u;
  return profile;
}

}  // namespace

std::string provider_text(ActorId id) {
  return "f0" + std::to_string(id);
}

std::optional<ActorId> parse_provider(std::string_view text) {
  if (text.size() < 3 || (text[0] != 'f' && text[0] != 't') || text[1] != '0') return std::nullopt;
  ActorId id = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + 2, end, id);
  if (error != std::errc() || rest != end || id == 0) return std::nullopt;
  return id;
}

Providers::Providers(const PopulationOptions& options) : options_(options) {
  profiles_.reserve(options.count);
  for (std::uint32_t index = 0; index < options.count; ++index) {
    profiles_.push_back(profile_of(options, index));
  }
}

const ProviderProfile* Providers::find(ActorId id) const {
  if (id < options_.first_id || id - options_.first_id >= profiles_.size()) return nullptr;
  return &profiles_[id - options_.first_id];
}

void Providers::set_accepts_deals(ActorId id, bool accepts) {
  if (find(id) == nullptr) return;
  auto& profile = profiles_[id - options_.first_id];
  if (profile.accepts_deals == accepts) return;
  profile.accepts_deals = accepts;
  ++version_;
}

void Providers::set_price_percent(ActorId id, std::uint32_t percent) {
  if (find(id) == nullptr) return;
  profiles_[id - options_.first_id].price_percent = percent;
  ++version_;
}

void Providers::set_sealing_percent(ActorId id, std::uint32_t percent) {
  if (find(id) != nullptr) profiles_[id - options_.first_id].sealing_percent = percent;
}

std::string Providers::why_not(const ProviderProfile& profile, const DealTerms& terms) const {
  if (!profile.accepts_deals) return "takes no deals now";
  if (std::binary_search(terms.providers_excluded.begin(), terms.providers_excluded.end(),
                         profile.id)) {
    return "is excluded";
  }
  if (terms.piece_size < profile.piece_size_min || terms.piece_size > profile.piece_size_max) {
    return "takes no pieces of " + std::to_string(terms.piece_size) + " bytes";
  }
  const auto price = std::to_string(profile.price_now(terms.verified));
  if (!terms.price_max.empty() && compare_decimals(price, terms.price_max) > 0) {
    return "asks " + price + " attoFIL per GiB and epoch, at most " + terms.price_max +
           " is offered";
  }
  return {};
}

std::optional<ActorId> Providers::choose(const DealTerms& terms, std::uint64_t drawn) const {
  const auto count = profiles_.size();
  for (std::size_t step = 0; step < count; ++step) {
    const auto& profile = profiles_[(drawn + step) % count];
    if (why_not(profile, terms).empty()) return profile.id;
  }
  return std::nullopt;
}

}  // namespace mock
