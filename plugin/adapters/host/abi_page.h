#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"

namespace raas {

/// A host that gives more pages than this never ends.
inline constexpr std::size_t pages_max = 10'000;

/// The elements of a page: as far apart as the host's own struct is long.
template <class Struct>
class PageItems {
 public:
  [[nodiscard]] static Result<PageItems> of(const Struct* first, std::size_t count) {
    if (count == 0) return PageItems(first, 0, 0);
    if (first == nullptr) {
      return Error(Code::corrupt, "NULL with " + std::to_string(count) + " entries");
    }
    const std::size_t stride = first->struct_size;
    if (stride < sizeof(std::uint32_t) || stride % alignof(Struct) != 0 || count > count_max) {
      return Error(Code::corrupt, std::to_string(count) + " entries of " + std::to_string(stride) +
                                      " bytes, expected " + std::to_string(sizeof(Struct)));
    }
    return PageItems(first, count, stride);
  }

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const Struct& at(std::size_t index) const {
    const auto* begin = reinterpret_cast<const char*>(first_);
    return *reinterpret_cast<const Struct*>(begin + index * stride_);
  }

 private:
  static constexpr std::size_t count_max = 1'000'000;

  PageItems(const Struct* first, std::size_t count, std::size_t stride)
      : first_(first), count_(count), stride_(stride) {}

  const Struct* first_;
  std::size_t count_;
  std::size_t stride_;
};

}  // namespace raas
