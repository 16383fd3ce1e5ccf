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
  /// Divides a block.
  static constexpr std::size_t part_size = 256;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] ShortEpoch& operator[](std::size_t index) {
    return (*blocks_[index / block_size])[index % block_size];
  }
  /// Those from @p first on, a multiple of part_size; fewer than part_size at the end only.
  [[nodiscard]] std::span<const ShortEpoch> part(std::size_t first) const {
    const std::span<const ShortEpoch> block(*blocks_[first / block_size]);
    return block.subspan(first % block_size, std::min(part_size, size_ - first));
  }
  void push_back(ShortEpoch due) {
    if (size_ % block_size == 0) blocks_.push_back(std::make_unique<Block>());
    (*this)[size_++] = due;
  }

 private:
  static constexpr std::size_t block_size = 4096;
  static_assert(block_size % part_size == 0);
  using Block = std::array<ShortEpoch, block_size>;

  std::vector<std::unique_ptr<Block>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace raas::lotus
