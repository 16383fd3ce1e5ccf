#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "filecoin/chain.h"

namespace mock {

/// What actors tell of in events. Nothing that cron does is among it: implicit messages have no
/// receipts, so their events are lost.
enum class EventKind : std::uint8_t {
  deal_published,
  deal_activated,
  deal_terminated,
  sector_activated,
  sector_terminated,
  allocation,
  claim,
  claim_removed,
};

/// That something happened, with no more than is needed to tell of it later.
struct EventRecord {
  Epoch at = 0;
  std::uint32_t message = 0;  ///< Records with the same number are of one message.
  EventKind kind{};
  std::uint32_t miner = 0;    ///< Place of a sector's miner in the ledger.
  std::uint64_t subject = 0;  ///< A deal, an allocation, or a sector's place in its miner.
};

/// All events since the start, in order.
class EventLog {
 public:
  /// What is added from now on belongs to a message of @p epoch.
  void begin_message(Epoch epoch) {
    at_ = epoch;
    ++message_;
  }
  void add(EventKind kind, std::uint64_t subject, std::size_t miner = 0) {
    records_.push_back({at_, message_, kind, static_cast<std::uint32_t>(miner), subject});
  }
  /// Those of @p epoch and later.
  [[nodiscard]] std::span<const EventRecord> since(Epoch epoch) const;

 private:
  std::vector<EventRecord> records_;
  Epoch at_ = 0;
  std::uint32_t message_ = 0;
};

}  // namespace mock
