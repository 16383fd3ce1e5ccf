#pragma once

#include <raas/cpp/structs.h>

#include <cstddef>
#include <string>

#include "base/error.h"

namespace raas {

/// A host that gives more pages than this never ends.
inline constexpr std::size_t pages_max = 10'000;

/// The elements of a page.
template <class Struct>
[[nodiscard]] Result<abi::Rows<Struct>> page_items(const Struct* first, std::size_t count) {
  constexpr std::size_t count_max = 1'000'000;
  if (abi::Rows<Struct>::are_possible(first, count, count_max)) {
    return abi::Rows<Struct>(first, count);
  }
  if (first == nullptr) {
    return Error(Code::corrupt, "NULL with " + std::to_string(count) + " entries");
  }
  return Error(Code::corrupt, std::to_string(count) + " entries of " +
                                  std::to_string(first->struct_size) + " bytes, expected " +
                                  std::to_string(sizeof(Struct)));
}

}  // namespace raas
