#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace raas::api {

/// What is wrong at one place of a request's body.
struct Problem {
  std::string pointer;  ///< JSON pointer (RFC 6901); "" = the whole.
  std::string message;  ///< What was found, what was expected.

  /// "/3/replication/copies: found -1, expected 1 to 100"
  [[nodiscard]] std::string text() const {
    return (pointer.empty() ? std::string("body") : pointer) + ": " + message;
  }
};

/// All that is wrong with a request's body. Keeps the first ones, and counts the rest.
class Problems {
 public:
  static constexpr std::size_t kept_max = 100;

  void add(std::string pointer, std::string message) {
    ++total_;
    if (kept_.size() < kept_max) kept_.push_back({std::move(pointer), std::move(message)});
  }

  [[nodiscard]] bool empty() const { return total_ == 0; }
  [[nodiscard]] std::size_t total() const { return total_; }
  [[nodiscard]] const std::vector<Problem>& kept() const { return kept_; }

 private:
  std::vector<Problem> kept_;
  std::size_t total_ = 0;
};

/// @p pointer with one more token behind it, escaped.
[[nodiscard]] inline std::string pointer_to(std::string pointer, std::string_view token) {
  pointer += '/';
  for (const char character : token) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
  return pointer;
}

}  // namespace raas::api
