#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/lotus/lotus_chain_view.h"

namespace raas::test {

/// Keeps events for a test to look at.
class KeptEvents final : public Events {
 public:
  struct Kept {
    Level level = Level::info;
    std::string name;
    std::string text;  ///< The fields, `key=value` with blanks between.
  };

  void emit(const Event& event) override {
    std::string text;
    for (const auto& [key, value] : event.fields)
      text.append(key).append("=").append(value).append(" ");
    kept.push_back({event.level, std::string(event.name), text});
  }
  [[nodiscard]] bool wants(Level) const override { return true; }
  [[nodiscard]] std::size_t count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(
        kept.begin(), kept.end(), [name](const Kept& event) { return event.name == name; }));
  }

  std::vector<Kept> kept;
};

/// Runs @p view at @p now until it waits for nothing but time.
inline std::vector<Reading> settled(ChainView& view, Now now) {
  std::vector<Reading> all;
  for (int round = 0; round < 1000; ++round) {
    ChainReport report = view.advance(now);
    all.insert(all.end(), report.readings.begin(), report.readings.end());
    if (view.counters().in_flight == 0) break;
  }
  return all;
}

/// The newest of the readings that is of @p replica, or nullptr.
inline const Reading* newest_of(const std::vector<Reading>& readings, ReplicaId replica) {
  const Reading* newest = nullptr;
  for (const Reading& reading : readings) {
    if (reading.replica == replica) newest = &reading;
  }
  return newest;
}

}  // namespace raas::test
