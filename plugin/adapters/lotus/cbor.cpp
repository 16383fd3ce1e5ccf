#include "adapters/lotus/cbor.h"

#include <limits>

namespace raas::lotus {
namespace {

constexpr std::uint8_t major_natural = 0;
constexpr std::uint8_t major_negative = 1;
constexpr std::uint8_t major_bytes = 2;
constexpr std::uint8_t major_text = 3;
constexpr std::uint8_t major_array = 4;
constexpr char cbor_false = '\xf4';
constexpr char cbor_true = '\xf5';

/// The shortest head, which is the only one that an actor takes.
void append_head(std::string& cbor, std::uint8_t major, std::uint64_t number) {
  const auto first = static_cast<std::uint8_t>(major << 5U);
  if (number < 24) {
    cbor.push_back(static_cast<char>(first | number));
    return;
  }
  std::uint8_t size_code = 24;
  while (size_code < 27 && number >> (8U << (size_code - 24U)) != 0) ++size_code;
  cbor.push_back(static_cast<char>(first | size_code));
  for (unsigned bits = 8U << (size_code - 24U); bits != 0; bits -= 8) {
    cbor.push_back(static_cast<char>(number >> (bits - 8U) & 0xffU));
  }
}

}  // namespace

void append_cbor_natural(std::string& cbor, std::uint64_t number) {
  append_head(cbor, major_natural, number);
}

void append_cbor_bytes(std::string& cbor, std::string_view bytes) {
  append_head(cbor, major_bytes, bytes.size());
  cbor += bytes;
}

void append_cbor_text(std::string& cbor, std::string_view text) {
  append_head(cbor, major_text, text.size());
  cbor += text;
}

void append_cbor_array(std::string& cbor, std::uint64_t length) {
  append_head(cbor, major_array, length);
}

struct CborReader::Head {
  std::uint8_t major = 0;
  std::uint64_t number = 0;
  std::size_t size = 0;  ///< Of the head itself, in bytes.
};

std::optional<CborReader::Head> CborReader::head() const {
  if (rest_.empty()) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(rest_.front());
  Head head{.major = static_cast<std::uint8_t>(first >> 5U), .number = first & 31U, .size = 1};
  if (head.number < 24) return head;
  if (head.number > 27) return std::nullopt;  // Of no length that is known beforehand.
  const std::size_t length = std::size_t{1} << (head.number - 24U);
  if (rest_.size() < 1 + length) return std::nullopt;
  head.number = 0;
  for (std::size_t i = 1; i <= length; ++i) {
    head.number = head.number << 8U | static_cast<std::uint8_t>(rest_[i]);
  }
  head.size += length;
  return head;
}

std::optional<std::uint64_t> CborReader::number_of(std::uint8_t major) {
  const auto found = head();
  if (!found || found->major != major) return std::nullopt;
  rest_.remove_prefix(found->size);
  return found->number;
}

std::optional<std::string_view> CborReader::string_of(std::uint8_t major) {
  const auto found = head();
  if (!found || found->major != major || found->number > rest_.size() - found->size) {
    return std::nullopt;
  }
  const std::string_view string = rest_.substr(found->size, found->number);
  rest_.remove_prefix(found->size + string.size());
  return string;
}

std::optional<std::uint64_t> CborReader::natural() {
  return number_of(major_natural);
}

std::optional<std::int64_t> CborReader::integer() {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  const auto found = head();
  if (!found || found->number > most || found->major > major_negative) return std::nullopt;
  rest_.remove_prefix(found->size);
  const auto number = static_cast<std::int64_t>(found->number);
  return found->major == major_natural ? number : -1 - number;
}

std::optional<std::string_view> CborReader::bytes() {
  return string_of(major_bytes);
}

std::optional<std::string_view> CborReader::text() {
  return string_of(major_text);
}

std::optional<std::uint64_t> CborReader::array() {
  return number_of(major_array);
}

std::optional<bool> CborReader::boolean() {
  if (rest_.empty() || (rest_.front() != cbor_false && rest_.front() != cbor_true)) {
    return std::nullopt;
  }
  const bool value = rest_.front() == cbor_true;
  rest_.remove_prefix(1);
  return value;
}

}  // namespace raas::lotus
