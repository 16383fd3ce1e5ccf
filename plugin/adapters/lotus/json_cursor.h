#pragma once

#include <cstddef>
#include <string_view>

#include "adapters/lotus/json_scan.h"

namespace raas::lotus {

/// Reads JSON from front to back without a tree of it: who reads says what is to come, and is told
/// false where anything else does. What was read until then is not to be used.
///
/// Takes nothing that is no JSON, but leaves some of what is to others: text that is not ASCII,
/// escapes where the text is wanted, fractions and exponents, and what is nested deeply.
///
/// Its functions are to be inlined, so that the position is in a register: from memory it would be
/// what each step waits for, a fifth of all the time.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  /// @param take  bool(std::string_view name): reads the member's value; whether that was possible.
  template <class Take>
  [[nodiscard]] bool object(const Take& take);
  /// @param take  bool(): reads an element; whether that was possible.
  template <class Take>
  [[nodiscard]] bool array(const Take& take);
  /// Lives as long as the whole text.
  [[nodiscard]] bool text(std::string_view& ret_text);
  /// A number without a fraction, and within the type.
  template <class Integer>
  [[nodiscard]] bool integer(Integer& ret_number) {
    return go_to(json_scan::after_integer(at_, end_, ret_number));
  }
  /// Whether exactly this is what comes next, which is then read.
  template <std::size_t size>
  [[nodiscard]] bool exactly(const char (&json)[size]);
  /// Reads whatever value comes.
  [[nodiscard]] bool skip() { return go_to(json_scan::after_value(at_, end_, depth_)); }
  /// Whether nothing is left.
  [[nodiscard]] bool is_at_end() const { return json_scan::after_space(at_, end_) == end_; }

 private:
  /// @param at  nullptr = nothing was read.
  [[nodiscard]] bool go_to(const char* at) {
    if (at == nullptr) return false;
    at_ = at;
    return true;
  }
  /// Whether @p c comes, which is then read.
  [[nodiscard, gnu::always_inline]] bool comes(char c) {
    return go_to(json_scan::after(c, at_, end_));
  }

  const char* at_;
  const char* end_;
  std::size_t depth_ = 0;
};

[[gnu::always_inline]] inline bool JsonCursor::text(std::string_view& ret_text) {
  const char* first = json_scan::after('"', at_, end_);
  if (first == nullptr) return false;
  const char* last = json_scan::after_plain_text(first, end_);
  if (last == end_ || *last != '"') return false;
  ret_text = {first, static_cast<std::size_t>(last - first)};
  at_ = last + 1;
  return true;
}

template <std::size_t size>
bool JsonCursor::exactly(const char (&json)[size]) {
  constexpr std::size_t length = size - 1;
  if (static_cast<std::size_t>(end_ - at_) < length) return false;
  if (!json_scan::are_same<length>(at_, json)) return false;
  at_ += length;
  return true;
}

template <class Take>
bool JsonCursor::object(const Take& take) {
  if (depth_ == json_scan::depth_max || !comes('{')) return false;
  ++depth_;
  if (!comes('}')) {
    do {
      std::string_view name;
      if (!text(name) || !comes(':') || !take(name)) return false;
    } while (comes(','));
    if (!comes('}')) return false;
  }
  --depth_;
  return true;
}

template <class Take>
bool JsonCursor::array(const Take& take) {
  if (depth_ == json_scan::depth_max || !comes('[')) return false;
  ++depth_;
  if (!comes(']')) {
    do {
      if (!take()) return false;
    } while (comes(','));
    if (!comes(']')) return false;
  }
  --depth_;
  return true;
}

}  // namespace raas::lotus
