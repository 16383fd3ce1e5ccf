#include "adapters/lotus/json_cursor.h"

namespace raas::lotus {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool JsonCursor::skip_text() {
  if (!comes('"')) return false;
  while (true) {
    skip_plain_text();
    if (at_ == end_) return false;
    const char c = *at_++;
    if (c == '"') return true;
    if (c != '\\' || !skip_escape()) return false;
  }
}

/// What stands for half of a character is left to others: it must be followed by the other half.
bool JsonCursor::skip_escape() {
  if (at_ == end_) return false;
  const char c = *at_++;
  if (c != 'u') return std::string_view(R"("\/bfnrt)").find(c) != std::string_view::npos;
  if (end_ - at_ < 4 || *at_ == 'd' || *at_ == 'D') return false;
  for (const char* until = at_ + 4; at_ != until; ++at_) {
    if (!is_hex(*at_)) return false;
  }
  return true;
}

bool JsonCursor::skip_number() {
  const char* first = at_;
  if (*at_ == '-') ++at_;
  if (at_ == end_ || !is_digit(*at_)) return false;
  while (at_ != end_ && is_digit(*at_)) ++at_;
  return is_plain_number(first);
}

bool JsonCursor::skip() {
  skip_space();
  if (at_ == end_) return false;
  switch (*at_) {
    case '{': return object([this](std::string_view) { return skip(); });
    case '[': return array([this] { return skip(); });
    case '"': return skip_text();
    case 't': return exactly("true");
    case 'f': return exactly("false");
    case 'n': return exactly("null");
    default: return skip_number();
  }
}

}  // namespace raas::lotus
