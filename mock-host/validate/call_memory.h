#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "raas/raas.h"

namespace mock {

/// Memory for what one call hands over. When the call is over it cannot be read any more: whoever
/// kept a pointer to it ends with SIGSEGV. What lies between the things in it is not zero, so that
/// a text that is taken for NUL-terminated shows.
class CallMemory {
 public:
  CallMemory();
  ~CallMemory();
  CallMemory(const CallMemory&) = delete;
  CallMemory& operator=(const CallMemory&) = delete;

  /// Ends the life of all that was put here.
  void close();

  /// How many zero bytes of a later version all structs have at their end.
  void set_tail(std::size_t bytes) { tail_ = bytes; }

  [[nodiscard]] raas_str text(raas_str from);
  [[nodiscard]] raas_str text(std::string_view from) {
    return text(raas_str{from.data(), from.size()});
  }

  /// A struct that begins with struct_size, at a distance of its new size from the next one.
  template <class T>
  [[nodiscard]] T* put(T from) {
    const std::size_t size = sizeof(T) + tail_;
    from.struct_size = static_cast<std::uint32_t>(size);
    auto* to = static_cast<char*>(room_for(size));
    std::memset(to, 0, size);
    std::memcpy(to, &from, sizeof(T));
    return reinterpret_cast<T*>(to);
  }

  /// Structs one after the other, as far apart as each is long.
  template <class T>
  [[nodiscard]] const T* put_all(const std::vector<T>& from) {
    const std::size_t size = sizeof(T) + tail_;
    auto* to = static_cast<char*>(room_for(size * from.size()));
    std::memset(to, 0, size * from.size());
    for (std::size_t at = 0; at < from.size(); ++at) {
      T one = from[at];
      one.struct_size = static_cast<std::uint32_t>(size);
      std::memcpy(to + at * size, &one, sizeof(T));
    }
    return reinterpret_cast<const T*>(to);
  }

  /// Things without a size of their own: pointers, headers.
  template <class T>
  [[nodiscard]] T* put_plain(const std::vector<T>& from) {
    const std::size_t size = std::span(from).size_bytes();
    auto* to = room_for(size);
    if (size != 0) std::memcpy(to, from.data(), size);
    return static_cast<T*>(to);
  }

  /// The same struct with all its texts here.
  [[nodiscard]] raas_deal with_texts(raas_deal deal);
  [[nodiscard]] raas_fetch with_texts(raas_fetch fetch);
  [[nodiscard]] raas_provider with_texts(raas_provider provider);

 private:
  [[nodiscard]] void* room_for(std::size_t bytes);

  char* region_ = nullptr;
  std::size_t begin_ = 0;  ///< Of the open call, from the beginning of the region.
  std::size_t open_ = 0;   ///< Up to here the region can be used.
  std::size_t used_ = 0;
  std::size_t tail_ = 0;
};

}  // namespace mock
