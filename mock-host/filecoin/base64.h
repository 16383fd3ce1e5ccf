#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mock {

/// With padding, as Go's encoder of byte slices writes it.
[[nodiscard]] std::string base64_of(std::string_view bytes);
/// The bytes; nullopt = the text is not base64 with padding.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace mock
