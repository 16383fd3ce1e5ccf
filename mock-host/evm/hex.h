#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock {

/// "0x" and two digits for each byte.
[[nodiscard]] std::string hex_text(std::string_view bytes);
/// nullopt if it is not that.
[[nodiscard]] std::optional<std::string> bytes_in_hex(std::string_view text);

/// "0x" and a number without leading zeros.
[[nodiscard]] std::string quantity(std::uint64_t number);
/// nullopt if it is no such number, or one of more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view quantity);

/// A decimal number of any length as a quantity.
[[nodiscard]] std::string quantity_of_decimal(std::string_view decimal);

}  // namespace mock
