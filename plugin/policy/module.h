#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/job.h"
#include "core/observation.h"
#include "core/plan.h"
#include "core/policy.h"

namespace raas {

/// One slot as the modules see it.
struct SlotView {
  SlotNumber number = 0;
  const Replica* holder = nullptr;        ///< Its best copy; nullptr = none.
  Standing standing = Standing::unknown;  ///< Of the holder.
};

/// What a module says of one slot. Exactly one of the first three is meant; none = nothing to do.
struct Verdict {
  bool replace = false;      ///< The slot lacks a lasting copy now.
  bool recheck = false;      ///< It would, but the newest reading of the holder is too old.
  Epoch look_at = no_epoch;  ///< It will then, if nothing changes.
  std::string because = {};
};

/// A policy module: looks at one slot of one job. Pure. Register it in modules().
struct Module {
  Reason reason;
  Verdict (*examine)(const Policy& policy, const Job& job, const Observation& seen,
                     const SlotView& slot);
};

/// The modules in the order in which they may claim a slot: repair, renewal, replication.
[[nodiscard]] std::span<const Module> modules();

}  // namespace raas
