#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/plan.h"
#include "policy/standing.h"

namespace raas {

inline std::ostream& operator<<(std::ostream& out, Standing standing) {
  return out << name_of(standing);
}
inline std::ostream& operator<<(std::ostream& out, Reason reason) {
  return out << name_of(reason);
}

namespace test {

/// The actions of a plan in short: "repair 2, renewal 3".
inline std::string actions_of(const Plan& plan) {
  std::string text;
  for (const Action& action : plan.actions) {
    if (!text.empty()) text += ", ";
    text += std::string(name_of(action.reason)) + " " + std::to_string(action.slot);
  }
  return text.empty() ? "nothing" : text;
}

inline std::string moves_of(const Plan& plan) {
  std::string text;
  for (const Move& move : plan.moves) {
    if (!text.empty()) text += ", ";
    text += std::to_string(move.replica) + " to " + std::to_string(move.slot);
  }
  return text.empty() ? "nothing" : text;
}

inline std::string withdrawals_of(const Plan& plan) {
  std::string text;
  for (const Withdrawal& withdrawal : plan.withdrawals) {
    if (!text.empty()) text += ", ";
    text += std::to_string(withdrawal.key.slot);
  }
  return text.empty() ? "nothing" : text;
}

inline std::string rechecks_of(const Plan& plan) {
  std::string text;
  for (const ReplicaId replica : plan.rechecks) {
    if (!text.empty()) text += ", ";
    text += std::to_string(replica);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace test
}  // namespace raas
