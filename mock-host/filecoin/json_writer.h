#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace mock {

/// Appends JSON to a string as Go's encoder does: no spaces, and `<`, `>`, `&` escaped. Puts the
/// commas by itself; braces and brackets must be balanced by the caller.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// The name of the next member; a literal that needs no escapes.
  JsonWriter& key(std::string_view name);

  template <std::integral Number>
  void number(Number value) {
    if constexpr (std::signed_integral<Number>) {
      signed_number(value);
    } else {
      unsigned_number(value);
    }
  }
  void text(std::string_view value);
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void null() { raw("null"); }
  /// A value that is JSON already.
  void raw(std::string_view value);
  /// `{"/":"..."}`
  void cid(std::string_view value);
  /// `"f01234"`
  void actor(std::uint64_t id);

 private:
  void open(char bracket);
  void close(char bracket);
  void begin_value();
  void signed_number(std::int64_t value);
  void unsigned_number(std::uint64_t value);
  void escape(char c);

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace mock
