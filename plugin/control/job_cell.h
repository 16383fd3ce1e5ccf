#pragma once

#include <string>
#include <vector>

#include "core/intent.h"
#include "core/job.h"
#include "core/replica.h"

namespace raas {

/// One job with everything of it that is hot.
struct JobCell {
  Job job;
  std::vector<Replica> replicas;  ///< Sorted by (slot, id).
  std::vector<Intent> intents;    ///< In flight only, sorted by key.
  /// Of the newest look, for the API: not durable.
  std::uint32_t copies_lasting = 0;
  std::uint32_t copies_in_flight = 0;
  std::string next;
};

}  // namespace raas
