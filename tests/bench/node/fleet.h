#pragma once

#include <algorithm>
#include <cstdint>

namespace raas::bench {

/// Copies dealt out over miners by arithmetic: copy n, from 0, is deal n + 1 at the miner in turn.
/// The node answers by it and the clients ask by it, so nothing is kept in memory on either side.
///
/// A miner's sectors come in runs with gaps between them, and its runs go to its deadlines in turn.
class Fleet {
 public:
  /// @pre copies >= 1, miners >= 1.
  Fleet(std::uint64_t copies, std::uint64_t miners)
      : copies_(copies),
        miners_(std::min(miners, copies)),
        run_length_(std::clamp<std::uint64_t>(copies / miners_ / deadlines, 1, run_length_max)) {}

  static constexpr std::uint64_t deadlines = 48;
  static constexpr std::uint64_t run_length_max = 20;
  static constexpr std::uint64_t gap = 13;
  static constexpr std::uint64_t first_miner = 1000;

  [[nodiscard]] std::uint64_t copies() const { return copies_; }
  [[nodiscard]] std::uint64_t miners() const { return miners_; }
  [[nodiscard]] std::uint64_t run_length() const { return run_length_; }

  [[nodiscard]] std::uint64_t miner_of(std::uint64_t copy) const {
    return first_miner + copy % miners_;
  }
  [[nodiscard]] std::uint64_t sector_of(std::uint64_t copy) const {
    return sector_at(copy / miners_);
  }
  [[nodiscard]] std::uint64_t deadline_of(std::uint64_t copy) const {
    return copy / miners_ / run_length_ % deadlines;
  }
  /// The sector of a miner's @p place -th copy, from 0.
  [[nodiscard]] std::uint64_t sector_at(std::uint64_t place) const {
    return place / run_length_ * (run_length_ + gap) + place % run_length_ + 1;
  }
  /// How many copies @p miner has; 0 if there is no such miner.
  [[nodiscard]] std::uint64_t places_at(std::uint64_t miner) const {
    if (miner < first_miner || miner >= first_miner + miners_) return 0;
    return copies_ / miners_ + (miner - first_miner < copies_ % miners_ ? 1 : 0);
  }
  [[nodiscard]] std::uint64_t copy_at(std::uint64_t miner, std::uint64_t place) const {
    return place * miners_ + (miner - first_miner);
  }

 private:
  std::uint64_t copies_;
  std::uint64_t miners_;
  std::uint64_t run_length_;
};

}  // namespace raas::bench
