#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// Of one text.
struct JsonLimits {
  std::size_t bytes_max = 1 << 20;
  std::size_t depth_max = 16;
};

/// Reads one JSON text (RFC 8259): no comments, no trailing commas, UTF-8 only, no key twice in an
/// object.
/// @retval invalid_input  The text says where: a line and column, or the pointer of the key given
/// twice.
[[nodiscard]] Result<boost::json::value> parse_strict_json(std::string_view text,
                                                           const JsonLimits& limits);

/// A key as a part of a JSON pointer (RFC 6901), made fit for a message: cut, and without control
/// characters.
[[nodiscard]] std::string pointer_part(std::string_view key);

}  // namespace raas
