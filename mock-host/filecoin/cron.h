#pragma once

#include <cstddef>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

#include "filecoin/chain.h"

namespace mock {

/// What is due at an epoch, in the order in which it is done there: messages before what cron does.
enum class Due : std::uint8_t {
  declare_fault,
  declare_recovery,
  judge_deadline,
  expire_sector,
  terminate_sector,
  time_out_deal,
};

/// One thing that will happen by itself.
struct CronEvent {
  Epoch at = 0;
  Due what{};
  std::size_t miner = 0;      ///< Place in the ledger.
  std::uint64_t subject = 0;  ///< A sector's place, a deadline or a deal, depending on @ref what.
  std::uint64_t fault = 0;    ///< Of a termination: which fault of the sector it is for.

  [[nodiscard]] friend bool operator>(const CronEvent& a, const CronEvent& b) {
    return std::tie(a.at, a.what, a.miner, a.subject, a.fault) >
           std::tie(b.at, b.what, b.miner, b.subject, b.fault);
  }
};

/// What is still to come, soonest first. The order is total, so that runs do not differ.
using CronQueue = std::priority_queue<CronEvent, std::vector<CronEvent>, std::greater<>>;

}  // namespace mock
