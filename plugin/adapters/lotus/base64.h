#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace raas::lotus {

/// Base64 with padding, as Go writes byte strings in JSON.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

/// The bytes of it; nothing for what is not exactly such a text.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace raas::lotus
