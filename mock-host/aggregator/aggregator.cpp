#include "aggregator/aggregator.h"

#include <algorithm>

namespace mock {

Aggregator::Aggregator(const AggregatorOptions& options, const DataStore& store)
    : options_(options),
      store_(store),
      database_(options.database),
      providers_(options.population),
      journal_(database_, options.chain),
      outbox_(database_),
      book_({database_, journal_, providers_, outbox_}, options.pace),
      staging_({store, book_, journal_, providers_, outbox_}) {
  for (const auto& profile : providers_.all()) {
    journal_.add_miner(profile.id);
    providers_.set_accepts_deals(profile.id, journal_.is_proving(profile.id));
  }
  commit();
}

std::optional<Epoch> Aggregator::next_event() const {
  const auto deal = book_.next_event();
  const auto fetch = staging_.next_event();
  if (!deal) return fetch;
  if (!fetch) return deal;
  return std::min(*deal, *fetch);
}

void Aggregator::step_to(Epoch epoch) {
  journal_.advance_to(epoch);
  book_.advance(epoch);
  staging_.advance(epoch);
}

void Aggregator::advance_to(Epoch epoch) {
  commit();  // What was asked for until now is recorded now, and moves on from here.
  for (auto next = next_event(); next && *next <= epoch; next = next_event()) step_to(*next);
  step_to(epoch);
  commit();
}

void Aggregator::commit() {
  book_.write();
  outbox_.write();
  journal_.write_epoch();
  database_.commit();
  outbox_.release();
}

Outcome<RecordId> Aggregator::make_first_deal(const Payload& payload) {
  for (const RecordId id : book_.of_payload(payload.cid)) {
    const auto& record = *book_.find(id);
    const bool alive = is_in_flight(record.state) ||
                       (record.state == DealState::active && record.end_epoch > now());
    if (alive) return id;
  }
  DealTerms terms;
  terms.payload_cid = payload.cid;
  terms.piece_cid = payload.piece_cid;
  terms.piece_size = payload.piece_size;
  terms.duration_epochs = options_.first_deal_duration;
  terms.start_epoch_max = now() + options_.pace.start_after + options_.pace.publish_max;
  terms.reason = "first";
  const auto receipt = book_.request(terms);
  if (!receipt) return receipt.error();
  return receipt->id;
}

void Aggregator::provider_leaves(ActorId provider) {
  journal_.stop_proving(provider);
  providers_.set_accepts_deals(provider, false);
}

void Aggregator::provider_returns(ActorId provider) {
  journal_.resume_proving(provider);
  providers_.set_accepts_deals(provider, true);
}

}  // namespace mock
