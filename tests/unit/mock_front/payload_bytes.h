#pragma once

#include <cstddef>
#include <string>

namespace mock_front_test {

/// The bytes that tests/data/cids/payloads.json speaks of.
inline std::string payload_of(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) {
    bytes[at] = static_cast<char>((at * 167 + (at >> 8U) * 13 + (at >> 16U) * 7) & 255U);
  }
  return bytes;
}

}  // namespace mock_front_test
