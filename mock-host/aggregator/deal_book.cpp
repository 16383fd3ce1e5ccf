#include "aggregator/deal_book.h"

#include <algorithm>
#include <utility>

#include "aggregator/chain_journal.h"
#include "aggregator/deal_row.h"
#include "aggregator/draw.h"
#include "aggregator/outbox.h"
#include "aggregator/providers.h"

namespace mock {
namespace {

constexpr Epochs duration_min = 180 * epochs_per_day;
constexpr Epochs duration_max = 1278 * epochs_per_day;
constexpr std::uint64_t retry_without_provider_ms = 3600000;
constexpr std::uint64_t retry_without_funds_ms = 3600000;

}  // namespace

DealBook::DealBook(const Parts& parts, const DealPace& pace) : parts_(parts), pace_(pace) {
  parts_.database.execute("CREATE TABLE IF NOT EXISTS deals(" + deal_columns_sql() +
                          ", PRIMARY KEY(id))");
  parts_.database.execute(
      "CREATE UNIQUE INDEX IF NOT EXISTS deals_by_key ON deals(key) WHERE key <> ''");
  upsert_.emplace(
      parts_.database.prepare("INSERT OR REPLACE INTO deals VALUES(" + deal_places_sql() + ")"));
  load();
}

void DealBook::load() {
  auto rows = parts_.database.prepare("SELECT * FROM deals ORDER BY id");
  while (rows.next()) {
    auto record = read_deal(rows);
    next_id_ = record.id + 1;
    const auto& kept = records_.emplace(record.id, std::move(record)).first->second;
    index(kept);
    if (kept.next_epoch != no_epoch) due_.emplace(kept.next_epoch, kept.id);
  }
}

void DealBook::index(const DealRecord& record) {
  if (record.requested()) by_key_.emplace(record.terms.key, record.id);
  by_payload_[record.terms.payload_cid].push_back(record.id);
}

std::optional<Refusal> DealBook::refusal_of(const DealTerms& terms) const {
  const Epoch now = parts_.journal.now();
  if (terms.duration_epochs < duration_min || terms.duration_epochs > duration_max) {
    return Refusal{RAAS_E_INVALID, "duration_epochs: " + std::to_string(terms.duration_epochs) +
                                       ", expected " + std::to_string(duration_min) + " to " +
                                       std::to_string(duration_max)};
  }
  if (terms.start_epoch_max <= now) {
    return Refusal{RAAS_E_INVALID, "start_epoch_max: " + std::to_string(terms.start_epoch_max) +
                                       ", expected more than " + std::to_string(now)};
  }
  if (!terms.key.empty() && !wallet_.pays(terms.verified)) {
    return Refusal{RAAS_E_NO_FUNDS,
                   wallet_.has_funds ? "no DataCap is left" : "the wallet is empty",
                   retry_without_funds_ms};
  }
  if (terms.provider == 0) {
    if (parts_.providers.choose(terms, 0)) return std::nullopt;
    return Refusal{RAAS_E_RETRY, "no provider takes such a deal now", retry_without_provider_ms};
  }
  const auto* profile = parts_.providers.find(terms.provider);
  const auto why_not =
      profile == nullptr ? std::string("is not known") : parts_.providers.why_not(*profile, terms);
  if (why_not.empty()) return std::nullopt;
  return Refusal{RAAS_E_DENIED, provider_text(terms.provider) + " " + why_not};
}

Outcome<RequestReceipt> DealBook::request(const DealTerms& terms) {
  if (const auto* known = terms.key.empty() ? nullptr : find_key(terms.key)) {
    if (same_request(known->terms, terms)) return RequestReceipt{known->id, true};
    return Refusal{RAAS_E_CONFLICT, "key " + terms.key + " was used with another request"};
  }
  if (auto refusal = refusal_of(terms)) return *std::move(refusal);

  DealRecord record;
  record.id = next_id_++;
  record.terms = terms;
  record.provider = terms.provider;
  record.accepted_epoch = record.changed_epoch = parts_.journal.now();
  const auto& kept = records_.emplace(record.id, std::move(record)).first->second;
  index(kept);
  dirty_.insert(kept.id);
  accepted_.insert(kept.id);
  for (auto* observer : observers_) observer->deal_changed(kept);
  return RequestReceipt{kept.id, false};
}

Outcome<void> DealBook::cancel(RecordId id) {
  const auto found = records_.find(id);
  if (found == records_.end()) return Refusal{RAAS_E_NOT_FOUND, "no request " + std::to_string(id)};
  auto& record = found->second;
  if (is_terminal(record.state)) return {};
  if (record.deal) return Refusal{RAAS_E_DENIED, "request " + std::to_string(id) + " is published"};
  accepted_.erase(id);
  end(record, DealState::cancelled, DealFault::none, "cancelled");
  return {};
}

const DealRecord* DealBook::find(RecordId id) const {
  const auto found = records_.find(id);
  return found == records_.end() ? nullptr : &found->second;
}

const DealRecord* DealBook::find_key(std::string_view key) const {
  const auto found = by_key_.find(std::string(key));
  return found == by_key_.end() ? nullptr : find(found->second);
}

const std::vector<RecordId>& DealBook::of_payload(std::string_view payload_cid) const {
  static const std::vector<RecordId> none;
  const auto found = by_payload_.find(payload_cid);
  return found == by_payload_.end() ? none : found->second;
}

std::optional<Epoch> DealBook::next_event() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void DealBook::advance(Epoch now) {
  while (!due_.empty() && due_.begin()->first <= now) {
    auto& record = records_.at(due_.begin()->second);
    schedule(record, no_epoch);
    step(record);
    record_accepted();
  }
}

void DealBook::step(DealRecord& record) {
  switch (record.state) {
    case DealState::recorded: return propose(record);
    case DealState::proposed: return publish(record);
    case DealState::published: return begin_sealing(record);
    case DealState::sealing: return seal(record);
    case DealState::accepted:
    case DealState::active:
    case DealState::failed:
    case DealState::cancelled:
    case DealState::expired: return;
  }
}

std::optional<ActorId> DealBook::chosen_for(const DealRecord& record) const {
  // Two requests for one payload may be on their way at once, and neither can exclude the other's
  // provider.
  DealTerms terms = record.terms;
  for (const RecordId id : of_payload(terms.payload_cid)) {
    const auto& other = *find(id);
    const bool there = is_in_flight(other.state) ||
                       (other.state == DealState::active && other.end_epoch > parts_.journal.now());
    if (id != record.id && other.provider != 0 && there) {
      terms.providers_excluded.push_back(other.provider);
    }
  }
  std::sort(terms.providers_excluded.begin(), terms.providers_excluded.end());
  return parts_.providers.choose(terms, draw(pace_.seed, "provider", record.id));
}

void DealBook::propose(DealRecord& record) {
  if (record.provider == 0) {
    const auto chosen = chosen_for(record);
    if (!chosen) return end(record, DealState::failed, DealFault::host, "no provider takes it now");
    record.provider = *chosen;
  }
  move_on(record, DealState::proposed,
          drawn(record, "publish", pace_.publish_min, pace_.publish_max));
}

void DealBook::publish(DealRecord& record) {
  const auto& profile = *parts_.providers.find(record.provider);
  if (!parts_.journal.is_proving(record.provider)) {
    return end(record, DealState::failed, DealFault::provider, "the provider does not answer");
  }
  if (draw_chance(draw(pace_.seed, "reject", record.id), profile.reject_ppm)) {
    return end(record, DealState::failed, DealFault::provider, "the provider turned it down");
  }
  if (record.requested() && !wallet_.pays(record.terms.verified)) {
    return end(record, DealState::failed, DealFault::host, "nothing is left to pay with");
  }
  DealTerms asked = record.terms;
  asked.provider = record.provider;
  if (const auto why_not = parts_.providers.why_not(profile, asked); !why_not.empty()) {
    return end(record, DealState::failed, DealFault::provider, "the provider " + why_not);
  }
  const Epoch now = parts_.journal.now();
  DealProposal proposal;
  proposal.piece_cid = record.terms.piece_cid;
  proposal.piece_size = record.terms.piece_size;
  proposal.verified = record.terms.verified;
  proposal.client = pace_.client;
  proposal.provider = record.provider;
  proposal.label = record.terms.payload_cid;
  proposal.start_epoch = std::min(record.terms.start_epoch_max, now + pace_.start_after);
  proposal.end_epoch = proposal.start_epoch + record.terms.duration_epochs;
  const auto price = profile.price_now(record.terms.verified);
  proposal.price_per_epoch = std::to_string(price * record.terms.piece_size >> 30u);
  std::string why_not;
  record.deal = parts_.journal.publish(proposal, why_not);
  if (!record.deal) {
    return end(record, DealState::failed, DealFault::host, "the market refuses it: " + why_not);
  }
  record.start_epoch = proposal.start_epoch;
  record.end_epoch = proposal.end_epoch;
  parts_.outbox.post(EventKind::deal_created, [&] {
    auto told = record;
    told.state = DealState::published;
    return told;
  }());
  move_on(record, DealState::published,
          drawn(record, "transfer", pace_.transfer_min, pace_.transfer_max));
}

void DealBook::begin_sealing(DealRecord& record) {
  const auto& profile = *parts_.providers.find(record.provider);
  const Epochs typical = profile.seal_epochs * profile.sealing_percent / 100;
  Epochs takes =
      draw_between(draw(pace_.seed, "seal", record.id), typical * 6 / 10, typical * 16 / 10);
  if (draw_chance(draw(pace_.seed, "slow", record.id), parts_.providers.options().slow_seal_ppm)) {
    takes *= 4;
  }
  const bool is_never = draw_chance(draw(pace_.seed, "never", record.id), profile.never_seal_ppm);
  if (is_never || profile.sealing_percent == 0) {
    takes = record.start_epoch;
  }
  const Epoch now = parts_.journal.now();
  move_on(record, DealState::sealing, std::min(now + takes, record.start_epoch + 1));
}

void DealBook::seal(DealRecord& record) {
  const Epoch now = parts_.journal.now();
  if (now > record.start_epoch) {
    return end(record, DealState::expired, DealFault::provider,
               "not sealed by epoch " + std::to_string(record.start_epoch));
  }
  if (!parts_.journal.is_proving(record.provider)) {
    return schedule(record, std::min(now + pace_.seal_look_again, record.start_epoch + 1));
  }
  const auto sector = parts_.journal.activate(*record.deal, record.end_epoch);
  if (!sector) {
    return end(record, DealState::expired, DealFault::provider,
               "the market refuses to activate it");
  }
  record.sector = sector;
  record.active_epoch = now;
  end(record, DealState::active, DealFault::none, {});
}

void DealBook::end(DealRecord& record, DealState state, DealFault fault, std::string message) {
  record.fault = fault;
  record.message = std::move(message);
  move_on(record, state, no_epoch);
  if (state == DealState::failed && !record.requested()) try_elsewhere(record);
}

void DealBook::try_elsewhere(const DealRecord& failed) {
  DealTerms terms = failed.terms;
  auto& excluded = terms.providers_excluded;
  excluded.insert(std::upper_bound(excluded.begin(), excluded.end(), failed.provider),
                  failed.provider);
  terms.start_epoch_max = parts_.journal.now() + pace_.start_after + pace_.publish_max;
  // If there is no provider left, the client has to upload again.
  (void)request(terms);
}

void DealBook::move_on(DealRecord& record, DealState state, Epoch next) {
  record.state = state;
  record.changed_epoch = parts_.journal.now();
  schedule(record, next);
  if (record.requested()) parts_.outbox.post(EventKind::request_update, record);
  for (auto* observer : observers_) observer->deal_changed(record);
}

void DealBook::schedule(DealRecord& record, Epoch next) {
  if (record.next_epoch != no_epoch) due_.erase({record.next_epoch, record.id});
  record.next_epoch = next;
  if (next != no_epoch) due_.emplace(next, record.id);
  dirty_.insert(record.id);
}

Epoch DealBook::drawn(const DealRecord& record, std::string_view purpose, Epochs low,
                      Epochs high) const {
  return parts_.journal.now() + draw_between(draw(pace_.seed, purpose, record.id), low, high);
}

void DealBook::record_accepted() {
  for (const RecordId id : std::exchange(accepted_, {})) {
    auto& record = records_.at(id);
    move_on(record, DealState::recorded,
            drawn(record, "propose", pace_.propose_min, pace_.propose_max));
  }
}

void DealBook::write() {
  if (dirty_.empty()) return;
  record_accepted();
  parts_.database.begin();
  for (const RecordId id : std::exchange(dirty_, {})) {
    bind_deal(*upsert_, records_.at(id));
    upsert_->run();
  }
}

}  // namespace mock
