#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "raas/raas.h"

namespace fake {

/// A copy as the fake plugin sees it.
struct Copy {
  std::string key;  ///< Empty = the aggregator's own.
  std::string provider;
  std::uint64_t deal = 0;
  std::optional<std::uint64_t> sector;
  bool active = false;
  bool gone = false;
  std::int64_t start = -1;
  std::int64_t end = -1;
  std::int64_t faulty_since = -1;
  bool replaced = false;  ///< A repair was made for this fault.
};

/// A job as the fake plugin keeps it.
struct Job {
  std::string cid;
  std::int64_t copies = 3;
  std::int64_t renew_below = 0;
  std::int64_t repair_after = 0;
  std::uint64_t generation = 0;
  std::uint64_t fetch = 0;
  std::uint64_t handle = 0;
  std::vector<Copy> held;
};

/// How the fake plugin breaks the rules, from its configuration {"misbehave": "..."}.
struct Manners {
  bool greedy = false;         ///< Makes more copies than are wanted.
  bool same_provider = false;  ///< Puts copies where one is already.
  bool other_thread = false;   ///< Calls the host from a thread of its own.
  bool retries_hooks = false;  ///< Wants the first batch of events a second time.
  bool forgets = false;        ///< Lists no jobs.
  bool bad_init = false;       ///< Refuses to start.
};

/// What a job needs.
struct Need {
  std::string reason;  ///< Empty = nothing.
  std::vector<std::string> excluded;
  std::size_t replaces = 0;  ///< With repair: index of the copy.
};

/// Decides with no finesse: as many good copies as are wanted, counting those on their way.
[[nodiscard]] Need need_of(const Job& job, const Manners& manners, std::int64_t epoch);

}  // namespace fake
