#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace raas {

/// An array of plain values that grows without being moved, so that no single call pays for all
/// the others: the values lie in segments of one length.
template <class T>
class Segments {
 public:
  static constexpr std::size_t length = std::size_t{1} << 14U;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T& operator[](std::size_t at) { return segments_[at / length][at % length]; }
  [[nodiscard]] const T& operator[](std::size_t at) const {
    return segments_[at / length][at % length];
  }

  /// What is added is @p value. What was needed once is kept.
  void resize(std::size_t size, T value) {
    while (segments_.size() * length < size) segments_.push_back(std::make_unique<T[]>(length));
    for (std::size_t at = size_; at < size; ++at) (*this)[at] = value;
    size_ = size;
  }

  /// @pre All @p count values from @p from on lie in one segment.
  [[nodiscard]] std::span<const T> part(std::size_t from, std::size_t count) const {
    return {segments_[from / length].get() + from % length, count};
  }

 private:
  std::vector<std::unique_ptr<T[]>> segments_;
  std::size_t size_ = 0;
};

}  // namespace raas
