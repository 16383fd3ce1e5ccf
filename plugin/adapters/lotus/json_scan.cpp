#include "adapters/lotus/json_scan.h"

#include <string_view>

namespace raas::lotus::json_scan {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// What stands behind a backslash. What stands for half of a character is left to others: it must
/// be followed by the other half.
const char* after_escape(const char* at, const char* end) {
  if (at == end) return nullptr;
  const char c = *at++;
  if (c != 'u')
    return std::string_view(R"("\/bfnrt)").find(c) != std::string_view::npos ? at : nullptr;
  if (end - at < 4 || *at == 'd' || *at == 'D') return nullptr;
  for (const char* until = at + 4; at != until; ++at) {
    if (!is_hex(*at)) return nullptr;
  }
  return at;
}

const char* after_word(std::string_view word, const char* at, const char* end) {
  return std::string_view(at, end).starts_with(word) ? at + word.size() : nullptr;
}

/// Elements with commas between them, up to @p last.
template <class AfterElement>
const char* after_elements(char last, const char* at, const char* end,
                           const AfterElement& after_element) {
  if (const char* behind = after(last, at, end)) return behind;
  while (at != nullptr) {
    at = after_element(at);
    if (at == nullptr) return nullptr;
    if (const char* behind = after(last, at, end)) return behind;
    at = after(',', at, end);
  }
  return nullptr;
}

const char* after_member(const char* at, const char* end, std::size_t depth) {
  at = after_text(after_space(at, end), end);
  if (at != nullptr) at = after(':', at, end);
  return at == nullptr ? nullptr : after_value(at, end, depth);
}

}  // namespace

const char* after_text(const char* at, const char* end) {
  if (at == end || *at != '"') return nullptr;
  ++at;
  while (true) {
    at = after_plain_text(at, end);
    if (at == end) return nullptr;
    const char c = *at++;
    if (c == '"') return at;
    if (c != '\\') return nullptr;
    at = after_escape(at, end);
    if (at == nullptr) return nullptr;
  }
}

const char* after_number(const char* at, const char* end) {
  const char* first = at;
  if (at != end && *at == '-') ++at;
  if (at == end || !is_digit(*at)) return nullptr;
  while (at != end && is_digit(*at)) ++at;
  return is_plain_number(first, at, end) ? at : nullptr;
}

const char* after_value(const char* at, const char* end, std::size_t depth) {
  at = after_space(at, end);
  if (at == end) return nullptr;
  const bool is_nested = *at == '{' || *at == '[';
  if (is_nested && depth == depth_max) return nullptr;
  switch (*at) {
    case '{':
      return after_elements('}', at + 1, end,
                            [&](const char* from) { return after_member(from, end, depth + 1); });
    case '[':
      return after_elements(']', at + 1, end,
                            [&](const char* from) { return after_value(from, end, depth + 1); });
    case '"': return after_text(at, end);
    case 't': return after_word("true", at, end);
    case 'f': return after_word("false", at, end);
    case 'n': return after_word("null", at, end);
    default: return after_number(at, end);
  }
}

}  // namespace raas::lotus::json_scan
