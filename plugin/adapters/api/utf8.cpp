#include "adapters/api/utf8.h"

#include <cstdint>

namespace raas::api {

namespace {

constexpr std::size_t excerpt_bytes_max = 60;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Lead {
  std::size_t length;  ///< Of the sequence; 0 = no sequence begins so.
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xbf;
};

/// Table 3-7 of the Unicode standard.
Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xc2) return {0};
  if (byte < 0xe0) return {2};
  if (byte == 0xe0) return {3, 0xa0};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3};
  if (byte == 0xf0) return {4, 0x90};
  if (byte < 0xf4) return {4};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

/// Length of the well-formed sequence at the front of @p text, which is not empty; 0 if there is
/// none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const Lead lead = lead_of(byte(0));
  if (lead.length == 0 || lead.length > text.size()) return 0;
  for (std::size_t at = 1; at < lead.length; ++at) {
    const std::uint8_t min = at == 1 ? lead.second_min : 0x80;
    const std::uint8_t max = at == 1 ? lead.second_max : 0xbf;
    if (byte(at) < min || byte(at) > max) return 0;
  }
  return lead.length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string clean_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string clean;
  while (!text.empty()) {
    const auto length = sequence_length(text);
    clean += length == 0 ? replacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

std::string excerpt_of(std::string_view text) {
  std::string excerpt;
  while (!text.empty()) {
    const auto length = sequence_length(text);
    if (excerpt.size() + length > excerpt_bytes_max) return excerpt + "...";
    const bool is_control = static_cast<std::uint8_t>(text.front()) < 0x20 || text.front() == 0x7f;
    excerpt += length == 0 || is_control ? std::string_view("?") : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return excerpt;
}

}  // namespace raas::api
