#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace mock {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);
/// SHA-256 of one digest after the other: the step of a Merkle tree.
[[nodiscard]] Digest sha256(const Digest& left, const Digest& right);

/// Lower-case hexadecimal, 64 characters.
[[nodiscard]] std::string hex_of(const Digest& digest);

}  // namespace mock
