#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/cid.h"
#include "core/ids.h"

namespace raas {

// Values in few bytes, one behind the other. What is put in some order is taken in the same one.

void put_number(std::string& out, std::uint64_t value);
/// Small in both directions; epochs too, no_epoch included.
void put_signed(std::string& out, std::int64_t value);
/// The difference, which is small where the two are near each other.
void put_from(std::string& out, std::int64_t base, std::int64_t value);
/// With its length.
void put_bytes(std::string& out, std::string_view bytes);
/// Of the usual kinds of CID only the digest takes room.
void put_cid(std::string& out, const Cid& cid);
void put_piece(std::string& out, const Piece& piece);

/// Takes values off the front; once something is wrong, all that follows is 0 and ok() is false.
class PackedReader {
 public:
  explicit PackedReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::uint64_t number() {
    if (!rest_.empty() && static_cast<unsigned char>(rest_.front()) < 0x80 && ok_) {
      const auto value = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      return value;
    }
    return long_number();
  }
  [[nodiscard]] std::int64_t signed_number();
  [[nodiscard]] std::int64_t from(std::int64_t base);
  /// A number that fits into 32 bits.
  [[nodiscard]] std::uint32_t count();
  /// A count of things of a byte at least each, so that a wrong one reserves no memory.
  [[nodiscard]] std::size_t length();
  [[nodiscard]] std::string_view bytes(std::uint64_t size);
  [[nodiscard]] std::string_view bytes() { return bytes(number()); }
  [[nodiscard]] Cid cid();
  [[nodiscard]] Piece piece();
  void skip_numbers(std::size_t count) {
    while (count-- > 0) static_cast<void>(number());
  }
  void skip_cid();
  void skip_piece();
  /// A number up to that of @p last.
  template <class Enum>
  [[nodiscard]] Enum one_of(Enum last) {
    const std::uint64_t value = number();
    if (value > static_cast<std::uint64_t>(last)) fail();
    return ok_ ? static_cast<Enum>(value) : last;
  }

  void fail() { ok_ = false; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool is_at_end() const { return ok_ && rest_.empty(); }

 private:
  [[nodiscard]] std::uint64_t long_number();

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace raas
