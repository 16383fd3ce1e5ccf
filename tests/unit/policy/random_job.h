#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstdint>
#include <vector>

#include "support/build_job.h"

namespace raas::test {

/// Draws jobs and observations. The same seed draws the same ones everywhere.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
    return boost::random::uniform_int_distribution<std::int64_t>(least, most)(engine_);
  }
  [[nodiscard]] bool one_in(std::int64_t n) { return between(1, n) == 1; }
  template <class T>
  [[nodiscard]] T one_of(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(
        between(0, static_cast<std::int64_t>(choices.size()) - 1))];
  }

  /// Near the tip, at an edge, or absurd.
  [[nodiscard]] Epoch epoch();
  [[nodiscard]] Job job();
  [[nodiscard]] build::Seen seen();

 private:
  [[nodiscard]] Replica replica(ReplicaId id);
  [[nodiscard]] Intent intent(SlotNumber slot);

  boost::random::mt19937 engine_;
};

}  // namespace raas::test
