#include "core/names.h"

namespace raas {

std::string_view name_of(JobState state) {
  switch (state) {
    case JobState::active: return "active";
    case JobState::paused: return "paused";
    case JobState::done: return "done";
    case JobState::cancelled: return "cancelled";
  }
  return "unknown";
}

std::string_view name_of(JobOrigin origin) {
  switch (origin) {
    case JobOrigin::registered: return "registered";
    case JobOrigin::enrolled: return "enrolled";
    case JobOrigin::contract: return "contract";
  }
  return "unknown";
}

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::pending: return "pending";
    case Standing::healthy: return "healthy";
    case Standing::expiring: return "expiring";
    case Standing::faulty: return "faulty";
    case Standing::lost: return "lost";
    case Standing::expired: return "expired";
    case Standing::failed: return "failed";
    case Standing::unknown: return "unknown";
  }
  return "unknown";
}

std::string_view name_of(Finding finding) {
  switch (finding) {
    case Finding::unknown: return "unknown";
    case Finding::unsealed: return "unsealed";
    case Finding::proven: return "proven";
    case Finding::faulty: return "faulty";
    case Finding::dead: return "dead";
    case Finding::absent: return "absent";
    case Finding::mismatch: return "mismatch";
  }
  return "unknown";
}

std::string_view name_of(ChainRecord record) {
  switch (record) {
    case ChainRecord::none: return "none";
    case ChainRecord::deal: return "deal";
    case ChainRecord::claim: return "claim";
    case ChainRecord::sector: return "sector";
  }
  return "unknown";
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::replication: return "replication";
    case Reason::renewal: return "renewal";
    case Reason::repair: return "repair";
  }
  return "unknown";
}

std::string_view name_of(IntentState state) {
  switch (state) {
    case IntentState::recorded: return "recorded";
    case IntentState::fetching: return "fetching";
    case IntentState::requested: return "requested";
    case IntentState::settled: return "settled";
    case IntentState::failed: return "failed";
    case IntentState::cancelled: return "cancelled";
  }
  return "unknown";
}

std::optional<JobState> job_state_of(std::string_view name) {
  for (const auto state :
       {JobState::active, JobState::paused, JobState::done, JobState::cancelled}) {
    if (name == name_of(state)) return state;
  }
  return std::nullopt;
}

}  // namespace raas
