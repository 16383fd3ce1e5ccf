#pragma once

#include <cstddef>
#include <string>

#include "entry/error_out.h"

namespace raas::entry {

/// Refuses what a host of a later version has set in the part of a struct that we do not know: to
/// ignore it would be to do something else than was asked for. OK if there is nothing.
/// @pre given.struct_size >= sizeof(Struct)
template <class Struct>
[[nodiscard]] Answer all_known(const Struct& given, const char* what) {
  constexpr std::size_t struct_bytes_most = 4096;
  const std::size_t size = given.struct_size;
  const char* const begin = reinterpret_cast<const char*>(&given);
  bool is_known = size <= struct_bytes_most;
  for (std::size_t i = sizeof(Struct); is_known && i < size; ++i) is_known = begin[i] == 0;
  if (is_known) return {};
  return {RAAS_E_UNSUPPORTED,
          std::string(what) + ": struct_size: " + std::to_string(size) +
              " with a value behind the " + std::to_string(sizeof(Struct)) +
              " bytes that are known",
          0};
}

}  // namespace raas::entry
