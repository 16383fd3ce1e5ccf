#include "filecoin/cbor.h"

#include <limits>

namespace mock {

namespace {

constexpr unsigned unsigned_type = 0;
constexpr unsigned negative_type = 1;
constexpr unsigned bytes_type = 2;
constexpr unsigned text_type = 3;
constexpr unsigned array_type = 4;
constexpr unsigned tag_type = 6;
constexpr std::uint64_t cid_tag = 42;
/// Values below it stand in the first byte; 24 to 27 there say how many bytes follow.
constexpr std::uint64_t in_first_byte = 24;

}  // namespace

void CborWriter::head(unsigned type, std::uint64_t value) {
  const unsigned high = type << 5U;
  if (value < in_first_byte) {
    out_ += static_cast<char>(high | value);
    return;
  }
  unsigned width = 0;  // As a power of two, in bytes.
  while (width < 3 && value >> (8U << width) != 0) ++width;
  out_ += static_cast<char>(high | (in_first_byte + width));
  for (unsigned bits = 8U << width; bits > 0; bits -= 8) {
    out_ += static_cast<char>(value >> (bits - 8));
  }
}

void CborWriter::number(std::int64_t value) {
  if (value >= 0) {
    head(unsigned_type, static_cast<std::uint64_t>(value));
  } else {
    head(negative_type, static_cast<std::uint64_t>(-1 - value));
  }
}

void CborWriter::bytes(std::string_view value) {
  head(bytes_type, value.size());
  out_ += value;
}

void CborWriter::text(std::string_view value) {
  head(text_type, value.size());
  out_ += value;
}

void CborWriter::cid(std::string_view bytes) {
  head(tag_type, cid_tag);
  head(bytes_type, bytes.size() + 1);
  out_ += '\0';
  out_ += bytes;
}

std::optional<CborReader::Head> CborReader::head() {
  if (rest_.empty()) return std::nullopt;
  const auto first = static_cast<unsigned char>(rest_.front());
  rest_.remove_prefix(1);
  const unsigned type = first >> 5U;
  const unsigned low = first & 31U;
  if (low < in_first_byte) return Head{type, low};
  const std::size_t width = std::size_t{1} << (low - in_first_byte);
  if (low > in_first_byte + 3 || rest_.size() < width) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = (value << 8U) | static_cast<unsigned char>(rest_[i]);
  }
  rest_.remove_prefix(width);
  return Head{type, value};
}

bool CborReader::array(std::uint64_t size) {
  const auto found = head();
  return found && found->type == array_type && found->value == size;
}

std::optional<std::int64_t> CborReader::number() {
  const auto found = head();
  if (!found || found->type > negative_type ||
      found->value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  const auto value = static_cast<std::int64_t>(found->value);
  return found->type == unsigned_type ? value : -1 - value;
}

std::optional<std::string_view> CborReader::bytes() {
  const auto found = head();
  if (!found || found->type != bytes_type || found->value > rest_.size()) return std::nullopt;
  const std::string_view value = rest_.substr(0, found->value);
  rest_.remove_prefix(found->value);
  return value;
}

}  // namespace mock
