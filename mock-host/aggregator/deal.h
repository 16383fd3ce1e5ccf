#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/aggregate.h"
#include "filecoin/chain.h"

namespace mock {

using RecordId = std::uint64_t;  ///< Of the deal book, from 1; a plugin's request id.

/// Where a deal is on its way. Numbers are stored: do not renumber.
enum class DealState : std::uint8_t {
  accepted = 1,   ///< In memory only.
  recorded = 2,   ///< Durable.
  proposed = 3,   ///< Sent to the provider.
  published = 4,  ///< In the market actor.
  sealing = 5,    ///< The provider has the data.
  active = 6,     ///< Sealed and activated.
  failed = 7,     ///< Will never become active.
  cancelled = 8,  ///< Before it was published.
  expired = 9,    ///< Not activated by its start epoch.
};

/// Whose fault a failure is. Numbers are stored, and equal to raas_fault.
enum class DealFault : std::uint8_t { none = 0, provider = 1, host = 2, network = 3 };

[[nodiscard]] std::string_view name_of(DealState state);
[[nodiscard]] constexpr bool is_terminal(DealState state) {
  return state >= DealState::active;
}
[[nodiscard]] constexpr bool is_in_flight(DealState state) {
  return state < DealState::active;
}

/// What a deal is asked for.
struct DealTerms {
  std::string key;  ///< Idempotency key of the plugin; empty = the aggregator's own deal.
  std::string payload_cid;
  std::string piece_cid;
  std::uint64_t piece_size = 0;
  ActorId provider = 0;                     ///< 0 = the aggregator chooses.
  std::vector<ActorId> providers_excluded;  ///< Sorted.
  Epochs duration_epochs = 0;
  Epoch start_epoch_max = 0;
  std::string price_max;  ///< attoFIL per GiB and epoch; empty = any.
  bool verified = false;
  std::string label;
  std::string reason;  ///< "first" for the aggregator's own deals.
};

/// Whether both ask for the same deal: all but label and reason.
[[nodiscard]] bool same_request(const DealTerms& a, const DealTerms& b);

/// One deal of the book.
struct DealRecord {
  RecordId id = 0;
  DealTerms terms;
  DealState state = DealState::accepted;
  DealFault fault = DealFault::none;
  ActorId provider = 0;  ///< 0 = not chosen yet.
  std::optional<DealId> deal;
  std::optional<SectorNumber> sector;
  Epoch start_epoch = no_epoch;
  Epoch end_epoch = no_epoch;
  Epoch accepted_epoch = no_epoch;
  Epoch changed_epoch = no_epoch;  ///< Of the newest change of state.
  Epoch active_epoch = no_epoch;
  Epoch next_epoch = no_epoch;  ///< When it moves on by itself; no_epoch = never.
  std::string message;          ///< Why it failed, for people.
  RecordId batch = 0;  ///< The record that leads those in one deal, maybe itself; 0 = a deal alone.
  std::optional<AggregateShare> share;  ///< From published on, with batch.

  /// Whether a plugin asked for it.
  [[nodiscard]] bool requested() const { return !terms.key.empty(); }
};

}  // namespace mock
