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

/// Makes one aggregate of all, and proves each to be in it.
void give_shares(const std::vector<DealRecord*>& sharers) {
  std::vector<PieceCommitment> pieces;
  for (const DealRecord* each : sharers) {
    pieces.push_back({each->terms.piece_cid, each->terms.piece_size});
  }
  Aggregate aggregate = aggregate_of(pieces);
  for (std::size_t at = 0; at < sharers.size(); ++at) {
    sharers[at]->share = {aggregate.piece, std::move(aggregate.inclusions[at])};
  }
}

}  // namespace

DealBook::DealBook(const Parts& parts, const DealPace& pace)
    : parts_(parts), pace_(pace), batches_(pace.pieces_max) {
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
    auto& kept = records_.emplace(record.id, std::move(record)).first->second;
    index(kept);
    if (kept.next_epoch != no_epoch) due_.emplace(kept.next_epoch, kept.id);
    if (kept.state == DealState::proposed && kept.batch != 0) batches_.add(kept);
  }
}

void DealBook::index(DealRecord& record) {
  if (by_id_.size() < record.id) by_id_.resize(record.id);
  by_id_[record.id - 1] = &record;
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
  if (!terms.key.empty() && !means_.pays(terms.verified)) {
    return Refusal{RAAS_E_NO_FUNDS, means_.has_funds ? "no DataCap is left" : "the wallet is empty",
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
  if (pace_.pieces_max > 1) record.batch = record.id;
  record.accepted_epoch = record.changed_epoch = parts_.journal.now();
  auto& kept = records_.emplace(record.id, std::move(record)).first->second;
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
  leave_batch(record);
  end(record, DealState::cancelled, DealFault::none, "cancelled");
  return {};
}

const DealRecord* DealBook::find(RecordId id) const {
  return id >= 1 && id <= by_id_.size() ? by_id_[id - 1] : nullptr;
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
  for (const ActorId provider : batches_.providers()) {
    const bool is_good = parts_.providers.why_not(*parts_.providers.find(provider), terms).empty();
    if (is_good && batches_.room_for(record, provider)) return provider;
  }
  return parts_.providers.choose(terms, draw(pace_.seed, "provider", record.id));
}

void DealBook::propose(DealRecord& record) {
  if (record.provider == 0) {
    const auto chosen = chosen_for(record);
    if (!chosen) return end(record, DealState::failed, DealFault::host, "no provider takes it now");
    record.provider = *chosen;
  }
  const auto leader = record.batch == 0 ? std::nullopt : batches_.room_for(record, record.provider);
  if (leader) record.batch = *leader;
  if (record.batch != 0) batches_.add(record);
  move_on(record, DealState::proposed,
          leader ? no_epoch : drawn(record, "publish", pace_.publish_min, pace_.publish_max));
}

void DealBook::leave_batch(const DealRecord& record) {
  if (record.state != DealState::proposed || record.batch == 0) return;
  const auto leader = batches_.remove(record);
  if (!leader) return;
  for (const RecordId id : batches_.members(*leader)) {
    records_.at(id).batch = *leader;
    dirty_.insert(id);
  }
  schedule(records_.at(*leader), record.next_epoch);
}

DealProposal DealBook::proposal_for(const std::vector<DealRecord*>& sharers) const {
  const DealRecord& first = *sharers.front();
  const auto& profile = *parts_.providers.find(first.provider);
  DealProposal proposal;
  proposal.piece_cid = first.terms.piece_cid;
  proposal.piece_size = first.terms.piece_size;
  proposal.verified = first.terms.verified;
  proposal.client = pace_.client;
  proposal.provider = first.provider;
  proposal.label = first.terms.payload_cid;
  proposal.start_epoch = parts_.journal.now() + pace_.start_after;
  for (const DealRecord* each : sharers) {
    proposal.start_epoch = std::min(proposal.start_epoch, each->terms.start_epoch_max);
  }
  proposal.end_epoch = proposal.start_epoch + first.terms.duration_epochs;
  if (first.batch != 0) {
    proposal.piece_cid = first.share->aggregate.piece_cid;
    proposal.piece_size = first.share->aggregate.piece_size;
    proposal.label = "pieces of " + std::to_string(sharers.size()) + " clients";
  }
  const auto price = profile.price_now(first.terms.verified);
  proposal.price_per_epoch = std::to_string(price * proposal.piece_size >> 30u);
  return proposal;
}

void DealBook::publish(DealRecord& leader) {
  std::vector<DealRecord*> sharers;
  for (const RecordId id : batches_.close(leader.batch)) sharers.push_back(&records_.at(id));
  if (sharers.empty()) sharers.push_back(&leader);
  const auto fail = [&](DealFault fault, const std::string& message) {
    for (DealRecord* each : sharers) end(*each, DealState::failed, fault, message);
  };
  const auto& profile = *parts_.providers.find(leader.provider);
  if (!parts_.journal.is_proving(leader.provider)) {
    return fail(DealFault::provider, "the provider does not answer");
  }
  if (draw_chance(draw(pace_.seed, "reject", leader.id), profile.reject_ppm)) {
    return fail(DealFault::provider, "the provider turned it down");
  }
  for (const DealRecord* each : sharers) {
    if (each->requested() && !means_.pays(each->terms.verified)) {
      return fail(DealFault::host, "nothing is left to pay with");
    }
    DealTerms asked = each->terms;
    asked.provider = leader.provider;
    if (const auto why_not = parts_.providers.why_not(profile, asked); !why_not.empty()) {
      return fail(DealFault::provider, "the provider " + why_not);
    }
  }
  if (leader.batch != 0) give_shares(sharers);
  const DealProposal proposal = proposal_for(sharers);
  std::string why_not;
  const auto deal = parts_.journal.publish(proposal, why_not);
  if (!deal) return fail(DealFault::host, "the market refuses it: " + why_not);
  const Epoch next = drawn(leader, "transfer", pace_.transfer_min, pace_.transfer_max);
  for (DealRecord* each : sharers) {
    each->deal = deal;
    each->start_epoch = proposal.start_epoch;
    each->end_epoch = proposal.end_epoch;
    DealRecord told = *each;
    told.state = DealState::published;
    parts_.outbox.post(HookKind::deal_created, told);
    move_on(*each, DealState::published, next);
  }
}

void DealBook::begin_sealing(DealRecord& record) {
  const auto& profile = *parts_.providers.find(record.provider);
  const Epochs typical = profile.seal_epochs * profile.sealing_percent / 100;
  const RecordId deal = record.batch == 0 ? record.id : record.batch;
  Epochs takes = draw_between(draw(pace_.seed, "seal", deal), typical * 6 / 10, typical * 16 / 10);
  if (draw_chance(draw(pace_.seed, "slow", deal), parts_.providers.options().slow_seal_ppm)) {
    takes *= 4;
  }
  const bool is_never = draw_chance(draw(pace_.seed, "never", deal), profile.never_seal_ppm);
  if (is_never || profile.sealing_percent == 0) {
    takes = record.start_epoch;
  }
  const Epoch now = parts_.journal.now();
  move_on(record, DealState::sealing, std::min(now + takes, record.start_epoch + 1));
}

std::optional<SectorNumber> DealBook::sector_of(const DealRecord& record) {
  const auto deal = parts_.journal.chain().deal(*record.deal);
  if (deal && deal->sector_start_epoch != no_epoch) return deal->sector;
  return parts_.journal.activate(*record.deal, record.end_epoch);
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
  const auto sector = sector_of(record);
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
  if (record.requested()) parts_.outbox.post(HookKind::request_update, record);
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
  if (!parts_.database.is_kept()) return dirty_.clear();
  parts_.database.begin();
  for (const RecordId id : std::exchange(dirty_, {})) {
    bind_deal(*upsert_, records_.at(id));
    upsert_->run();
  }
}

}  // namespace mock
