#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "aggregator/chain_journal.h"
#include "aggregator/data_store.h"
#include "aggregator/database.h"
#include "aggregator/deal_book.h"
#include "aggregator/outbox.h"
#include "aggregator/providers.h"
#include "aggregator/staging.h"
#include "filecoin/chain.h"

namespace mock {

/// What an aggregator is made of.
struct AggregatorOptions {
  std::string database = ":memory:";  ///< Path of the books; empty = they are not written.
  ChainOptions chain;
  PopulationOptions population;
  DealPace pace;
  Epochs first_deal_duration = 540 * epochs_per_day;
};

/// The aggregator with its chain, without plugin, clock and HTTP front. Not thread-safe: one
/// thread, or the caller's lock.
///
/// Everything that a plugin or client gets to see is durable before: advance_to() and commit() end
/// with a commit, and hooks are delivered and the plugin pumped after that.
class Aggregator {
 public:
  Aggregator(const AggregatorOptions& options, const DataStore& store);

  /// Runs chain, deals and fetches up to @p epoch, each at its time, and commits.
  void advance_to(Epoch epoch);
  /// Makes durable what was asked for since; accepted requests become recorded.
  void commit();
  /// When something happens by itself in the book or the staging; chain-only changes are not
  /// counted.
  [[nodiscard]] std::optional<Epoch> next_event() const;
  [[nodiscard]] Epoch now() const { return journal_.now(); }

  /// Makes the aggregator's own first deal for a payload that was uploaded. If one is in flight or
  /// alive, that one is returned.
  [[nodiscard]] Outcome<RecordId> make_first_deal(const Payload& payload);

  /// A provider goes away or comes back: it proves nothing, serves nothing and takes no deals
  /// meanwhile.
  void provider_leaves(ActorId provider);
  void provider_returns(ActorId provider);

  [[nodiscard]] Providers& providers() { return providers_; }
  [[nodiscard]] const Chain& chain() const { return journal_.chain(); }
  [[nodiscard]] ChainJournal& journal() { return journal_; }
  [[nodiscard]] const ChainJournal& journal() const { return journal_; }
  [[nodiscard]] DealBook& book() { return book_; }
  [[nodiscard]] const DealBook& book() const { return book_; }
  [[nodiscard]] const Providers& providers() const { return providers_; }
  [[nodiscard]] Staging& staging() { return staging_; }
  [[nodiscard]] const Staging& staging() const { return staging_; }
  [[nodiscard]] Outbox& outbox() { return outbox_; }
  [[nodiscard]] const DataStore& store() const { return store_; }

 private:
  void step_to(Epoch epoch);

  AggregatorOptions options_;
  const DataStore& store_;
  Database database_;
  Providers providers_;
  ChainJournal journal_;
  Outbox outbox_;
  DealBook book_;
  Staging staging_;
};

}  // namespace mock
