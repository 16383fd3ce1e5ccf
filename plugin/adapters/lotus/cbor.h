#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raas::lotus {

// What built-in actors speak: the little of CBOR that our calls and events need.

void append_cbor_natural(std::string& cbor, std::uint64_t number);
void append_cbor_bytes(std::string& cbor, std::string_view bytes);
void append_cbor_text(std::string& cbor, std::string_view text);
/// The head of an array of @p length items; they follow.
void append_cbor_array(std::string& cbor, std::uint64_t length);

/// Takes items off the front of CBOR. What is asked for and not there is not taken.
class CborReader {
 public:
  /// @param cbor  Outlives the reader and what it returns.
  explicit CborReader(std::string_view cbor) : rest_(cbor) {}

  [[nodiscard]] std::optional<std::uint64_t> natural();
  [[nodiscard]] std::optional<std::int64_t> integer();
  [[nodiscard]] std::optional<std::string_view> bytes();
  [[nodiscard]] std::optional<std::string_view> text();
  [[nodiscard]] std::optional<bool> boolean();
  /// The number of items of an array, which follow.
  [[nodiscard]] std::optional<std::uint64_t> array();

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  struct Head;
  [[nodiscard]] std::optional<Head> head() const;
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::uint8_t major);
  [[nodiscard]] std::optional<std::string_view> string_of(std::uint8_t major);

  std::string_view rest_;
};

}  // namespace raas::lotus
