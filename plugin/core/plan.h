#pragma once

#include <string>
#include <vector>

#include "core/epoch.h"
#include "core/intent.h"
#include "core/replica.h"

namespace raas {

/// How a copy stands, in the words of the API and the logs.
enum class Standing : std::uint8_t {
  pending,   ///< Published or in flight; not active yet.
  healthy,   ///< Proven, with time left.
  expiring,  ///< Proven, with less left than the job wants.
  faulty,    ///< Not proven now; it may come back.
  lost,      ///< Gone before its end, confirmed.
  expired,   ///< Its end has passed.
  failed,    ///< Was never activated and cannot be any more.
  unknown,   ///< Nothing reliable is known. Never acted upon.
};

/// A copy to be made. Becomes an intent.
struct Action {
  SlotNumber slot = 0;
  std::uint32_t generation = 0;
  Reason reason = Reason::replication;
  ReplicaId replaces = 0;  ///< 0 = none.
  std::string because;     ///< With the numbers that decided.

  friend bool operator==(const Action&, const Action&) = default;
};

/// An intent that is not needed any more: the copy that it was to replace came back.
struct Withdrawal {
  IntentKey key;
  std::string because;

  friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

/// A spare copy that takes over a slot.
struct Move {
  ReplicaId replica = 0;
  SlotNumber slot = 0;

  friend bool operator==(const Move&, const Move&) = default;
};

/// What one job needs, and when to look again at the latest.
struct Plan {
  std::vector<Action> actions;
  std::vector<Withdrawal> withdrawals;
  std::vector<Move> moves;
  std::vector<ReplicaId> rechecks;  ///< Replicas whose newest reading is too old to act upon.
  bool job_done = false;            ///< The end date has passed.
  Epoch next_look = 0;
  std::uint32_t copies_lasting = 0;    ///< Healthy copies on distinct providers.
  std::uint32_t copies_in_flight = 0;  ///< Pending replicas and intents, one per slot.
  std::string because;  ///< Why nothing (more) is done, in words; empty if actions say it all.
};

}  // namespace raas
