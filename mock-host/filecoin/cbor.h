#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock {

/// Appends CBOR to a string, each value in its shortest form.
class CborWriter {
 public:
  explicit CborWriter(std::string& out) : out_(out) {}

  /// The next @p size values are its elements.
  void array(std::uint64_t size) { head(4, size); }
  void number(std::int64_t value);
  void bytes(std::string_view value);
  void text(std::string_view value);
  void boolean(bool value) { out_ += static_cast<char>(value ? 0xf5 : 0xf4); }
  void null() { out_ += static_cast<char>(0xf6); }
  /// The bytes of a CID, as IPLD links it: tag 42, and a zero before the bytes.
  void cid(std::string_view bytes);

 private:
  void head(unsigned type, std::uint64_t value);

  std::string& out_;
};

/// Reads what actors take as parameters. Each read moves on, or returns nothing and leaves the rest
/// unread for ever.
class CborReader {
 public:
  explicit CborReader(std::string_view rest) : rest_(rest) {}

  /// Whether an array of @p size elements begins here.
  [[nodiscard]] bool array(std::uint64_t size);
  [[nodiscard]] std::optional<std::int64_t> number();
  [[nodiscard]] std::optional<std::string_view> bytes();
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  struct Head {
    unsigned type;
    std::uint64_t value;
  };
  [[nodiscard]] std::optional<Head> head();

  std::string_view rest_;
};

}  // namespace mock
