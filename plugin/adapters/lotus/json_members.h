#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas::lotus {

// How decoders look at what a node said. Nothing, where it is missing or of another type.

[[nodiscard]] inline const boost::json::value* member(const boost::json::value& value,
                                                      std::string_view name) {
  const boost::json::object* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

[[nodiscard]] inline std::optional<std::int64_t> integer(const boost::json::value* value) {
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

[[nodiscard]] inline std::optional<std::uint64_t> natural(const boost::json::value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_uint64()) return value->get_uint64();
  if (value->is_int64() && value->get_int64() >= 0) {
    return static_cast<std::uint64_t>(value->get_int64());
  }
  return std::nullopt;
}

[[nodiscard]] inline std::optional<std::string_view> text(const boost::json::value* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

/// The text of `{"/":"bafy..."}`.
[[nodiscard]] inline std::optional<std::string_view> link(const boost::json::value* value) {
  return value == nullptr ? std::nullopt : text(member(*value, "/"));
}

[[nodiscard]] inline Error wrong_member(std::string_view where, std::string_view which) {
  return Error(Code::corrupt,
               std::string(where) + ": " + std::string(which) + ": missing or of another type");
}

}  // namespace raas::lotus
