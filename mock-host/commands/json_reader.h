#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/refusal.h"

namespace mock {

/// The first thing that was wrong with a JSON document.
class JsonComplaint {
 public:
  void add(const std::string& pointer, const std::string& found_and_expected);
  [[nodiscard]] const std::optional<Refusal>& first() const { return first_; }

 private:
  std::optional<Refusal> first_;
};

/// What a value is, in words: `"text"`, `12`, `an object`.
[[nodiscard]] std::string in_words(const boost::json::value& value);

/// Reads the members of one JSON object. What is missing leaves its target as it is; what is wrong
/// is complained about, and so is, at the end, every member that nobody asked for.
class ObjectReader {
 public:
  ObjectReader(const boost::json::value& value, std::string pointer, JsonComplaint& complaint);
  /// Complains about members that were not read.
  ~ObjectReader();
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  void text(std::string_view key, std::string& target);
  void text_required(std::string_view key, std::string& target);
  void flag(std::string_view key, bool& target);
  template <class Number>
  void number(std::string_view key, Number& target, std::int64_t low, std::int64_t high) {
    if (const auto value = integer(key, low, high)) target = static_cast<Number>(*value);
  }
  /// The member, marked as read; nullptr if it is not there.
  const boost::json::value* take(std::string_view key);
  [[nodiscard]] std::string pointer_to(std::string_view key) const;
  void complain(std::string_view key, const std::string& found_and_expected);

 private:
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t low, std::int64_t high);

  boost::json::object unread_;
  boost::json::object taken_;
  std::string pointer_;
  JsonComplaint& complaint_;
};

}  // namespace mock
