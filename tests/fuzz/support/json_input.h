#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace raas::fuzz {

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// The JSON that an input is; nothing for one that a transport would have refused already.
inline std::optional<boost::json::value> json_of(const std::uint8_t* bytes, std::size_t size) {
  boost::json::error_code error;
  auto value = boost::json::parse(text_of(bytes, size), error);
  return error ? std::nullopt : std::optional(std::move(value));
}

}  // namespace raas::fuzz
