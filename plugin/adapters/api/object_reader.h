#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/api/problems.h"

namespace raas::api {

/// Inclusive bounds of a number.
struct Bounds {
  std::int64_t min = 0;
  std::int64_t max = 0;
};

/// Reads the members of one JSON object. Whoever asks for a member declares its name as known; what
/// is of the wrong type or out of bounds is added to the problems and then counts as absent.
class ObjectReader {
 public:
  /// All arguments outlive the reader.
  ObjectReader(const boost::json::object& object, std::string pointer, Problems& problems)
      : object_(object), pointer_(std::move(pointer)), problems_(problems) {}

  /// nullptr if absent.
  const boost::json::value* find(std::string_view name);
  [[nodiscard]] bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max);
  std::optional<std::int64_t> number(std::string_view name, Bounds bounds);
  std::optional<bool> flag(std::string_view name);
  std::optional<ObjectReader> object(std::string_view name);

  /// Adds a problem for every member that nobody asked for.
  void refuse_unknown();
  void refuse(std::string_view name, std::string message);
  /// "found X, expected @p expected"
  void refuse_value(std::string_view name, std::string_view expected);

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] std::string pointer_of(std::string_view name) const {
    return pointer_to(pointer_, name);
  }
  [[nodiscard]] Problems& problems() { return problems_; }

 private:
  const boost::json::object& object_;
  std::string pointer_;
  Problems& problems_;
  std::vector<std::string_view> known_;
};

}  // namespace raas::api
