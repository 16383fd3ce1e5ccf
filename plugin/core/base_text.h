#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// Bytes of a text with a multibase prefix: 'b'/'B' base32, 'k'/'K' base36, 'z' base58btc, 'f'/'F'
/// base16, 'u' base64url without padding. Every byte string has exactly one text per prefix:
/// letters in the other case, padding characters and set padding bits are refused.
[[nodiscard]] Result<std::string> decode_multibase(std::string_view text);

/// Bytes of base58btc digits, without a prefix.
[[nodiscard]] Result<std::string> decode_base58btc(std::string_view digits);

/// Base32 lower case without padding, with its prefix 'b'.
[[nodiscard]] std::string encode_multibase32(std::string_view bytes);
/// Whether @p text is what that writes, without writing it.
[[nodiscard]] bool is_multibase32_of(std::string_view text, std::string_view bytes);

}  // namespace raas
