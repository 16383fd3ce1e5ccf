#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raas::evm {

/// A number of the EVM: 256 bits, big endian.
using Word = std::array<std::uint8_t, 32>;

inline constexpr std::size_t word_size = 32;

[[nodiscard]] Word word_of(std::uint64_t number);
/// Nothing if it does not fit.
[[nodiscard]] std::optional<std::uint64_t> number_in(const Word& word);
/// As two's complement; nothing if it does not fit.
[[nodiscard]] std::optional<std::int64_t> signed_number_in(const Word& word);
/// Decimal digits of any word, up to 78 of them.
[[nodiscard]] std::string decimal_of(Word word);

/// "0x" and two digits a byte.
[[nodiscard]] std::string hex_of(std::string_view bytes);
/// Nothing if @p text is not "0x" and an even number of hexadecimal digits.
[[nodiscard]] std::optional<std::string> unhex(std::string_view text);

/// JSON-RPC's way to write a number: "0x0", "0x41".
[[nodiscard]] std::string quantity_of(std::uint64_t number);
/// Nothing if @p text is not "0x" and 1 to 16 hexadecimal digits. Leading zeros are let pass.
[[nodiscard]] std::optional<std::uint64_t> number_in_quantity(std::string_view text);

}  // namespace raas::evm
