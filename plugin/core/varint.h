#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raas {

/// Takes an unsigned varint off the front of @p bytes: multiformats' rules, at most 9 bytes (63
/// bits), in its shortest form. nullopt, and @p bytes unchanged, if there is none.
[[nodiscard]] inline std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  constexpr std::size_t length_max = 9;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < bytes.size() && at < length_max; ++at) {
    const auto byte = static_cast<std::uint8_t>(bytes[at]);
    number |= static_cast<std::uint64_t>(byte & 0x7fU) << (7 * at);
    if ((byte & 0x80U) != 0) continue;
    if (byte == 0 && at > 0) return std::nullopt;  // A longer spelling of a smaller number.
    bytes.remove_prefix(at + 1);
    return number;
  }
  return std::nullopt;
}

/// Appends @p number, below 2^63.
inline void append_varint(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7U)
    bytes.push_back(static_cast<char>((number & 0x7fU) | 0x80U));
  bytes.push_back(static_cast<char>(number));
}

}  // namespace raas
