/**
 * @file structs.h
 * Structs that begin with struct_size, from and for a side that may be older or newer.
 */
#ifndef RAAS_CPP_STRUCTS_H
#define RAAS_CPP_STRUCTS_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "answer.h"

namespace raas::abi {

/// A longer struct is none of this ABI.
inline constexpr std::size_t struct_bytes_most = 4096;

/// Where the first byte is set behind what we know of a struct; 0 = nowhere.
template <class Struct>
[[nodiscard]] std::size_t unknown_byte_of(const Struct& given) noexcept {
  // A size that cannot be is not read up to.
  if (given.struct_size > struct_bytes_most) return struct_bytes_most;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(&given);
  for (std::size_t at = sizeof(Struct); at < given.struct_size; ++at) {
    if (bytes[at] != 0) return at;
  }
  return 0;
}

/// Refuses a struct of @p where with less than @p size_min bytes, or with a value that we do not
/// know: to ignore it would be to do something else than was asked for.
template <class Struct>
[[nodiscard]] Answer checked(const Struct* given, std::string_view where,
                             std::size_t size_min = sizeof(std::uint32_t)) {
  if (given == nullptr) return {RAAS_E_INVALID, std::string(where) + ": NULL"};
  if (given->struct_size < size_min) {
    return {RAAS_E_INVALID, std::string(where) + ": struct_size: found " +
                                std::to_string(given->struct_size) + ", expected at least " +
                                std::to_string(size_min)};
  }
  const std::size_t unknown = unknown_byte_of(*given);
  if (unknown == 0) return {};
  return {RAAS_E_UNSUPPORTED, std::string(where) +
                                  ": struct_size: " + std::to_string(given->struct_size) +
                                  " with a value in byte " + std::to_string(unknown) +
                                  ", known are " + std::to_string(sizeof(Struct))};
}

/// What the sender knows of a struct, the rest zero. After checked().
template <class Struct>
[[nodiscard]] Struct taken(const Struct& given) noexcept {
  Struct value{};
  std::memcpy(&value, &given, std::min<std::size_t>(sizeof value, given.struct_size));
  value.struct_size = sizeof value;
  return value;
}

/// Fills a struct of the other side with what both know, the rest with zero; its size stays. False
/// = there is no struct to be filled.
template <class Struct>
[[nodiscard]] bool give(Struct* ret, const Struct& value) noexcept {
  if (ret == nullptr || ret->struct_size < sizeof ret->struct_size) return false;
  const std::uint32_t size = ret->struct_size;
  auto* const bytes = reinterpret_cast<char*>(ret);
  std::memcpy(bytes, &value, std::min<std::size_t>(sizeof value, size));
  if (size > sizeof value) std::memset(bytes + sizeof value, 0, size - sizeof value);
  ret->struct_size = size;
  return true;
}

/// An array of structs in one block: each is as far from the next as its sender's struct is long.
template <class Struct>
class Rows {
 public:
  /// @pre checked() has nothing against *first, or count is 0.
  Rows(const Struct* first, std::size_t count) noexcept
      : first_(reinterpret_cast<const char*>(first)),
        count_(count),
        stride_(count == 0 ? 0 : first->struct_size) {}

  /// Whether these can be the elements of an array.
  [[nodiscard]] static bool are_possible(const Struct* first, std::size_t count,
                                         std::size_t count_max) noexcept {
    if (count == 0) return true;
    return first != nullptr && first->struct_size >= sizeof(std::uint32_t) &&
           first->struct_size % alignof(Struct) == 0 && count <= count_max;
  }

  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] const Struct& operator[](std::size_t index) const noexcept {
    return *reinterpret_cast<const Struct*>(first_ + index * stride_);
  }

 private:
  const char* first_;
  std::size_t count_;
  std::size_t stride_;
};

}  // namespace raas::abi

#endif
