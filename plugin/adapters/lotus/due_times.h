#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "adapters/lotus/watched.h"

namespace raas::lotus {

/// An epoch for each entry of a list, in blocks that stay where they are: an array of ten million
/// would hold the host for a tenth of a second when it grows and is copied.
class DueTimes {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] ShortEpoch& operator[](std::size_t index) {
    return (*blocks_[index / block_size])[index % block_size];
  }
  void push_back(ShortEpoch due) {
    if (size_ % block_size == 0) blocks_.push_back(std::make_unique<Block>());
    (*this)[size_++] = due;
  }

  /// Goes once around all entries, from @p first on, and takes those that are due at @p epoch.
  /// @param take  bool(std::size_t index): whether there was room for the entry.
  /// @return Where to begin the next time: with the entry for which there was no room, if any.
  template <class Take>
  [[nodiscard]] std::size_t each_due(Epoch epoch, std::size_t first, const Take& take) const;

 private:
  /// Looked at as a whole first.
  static constexpr std::size_t part_size = 256;
  static constexpr std::size_t block_size = 4096;
  static_assert(block_size % part_size == 0);
  using Block = std::array<ShortEpoch, block_size>;

  /// Those from @p first on, up to the end of its part.
  [[nodiscard]] std::span<const ShortEpoch> part_from(std::size_t first) const {
    const std::size_t length = std::min(part_size - first % part_size, size_ - first);
    return std::span<const ShortEpoch>(*blocks_[first / block_size])
        .subspan(first % block_size, length);
  }

  std::vector<std::unique_ptr<Block>> blocks_;
  std::size_t size_ = 0;
};

template <class Take>
std::size_t DueTimes::each_due(Epoch epoch, std::size_t first, const Take& take) const {
  std::size_t at = first;
  for (std::size_t left = size_; left != 0;) {
    if (at >= size_) at = 0;
    const auto rest = part_from(at);
    const auto part = rest.first(std::min(rest.size(), left));
    left -= part.size();
    const bool has_due = earliest(part) <= epoch;
    for (const ShortEpoch& due : part) {
      if (has_due && due <= epoch && !take(at)) return at;
      ++at;
    }
  }
  return at;
}

}  // namespace raas::lotus
