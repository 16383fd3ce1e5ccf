#include "entry/error_out.h"

#include <algorithm>
#include <cstring>

namespace raas::entry {
namespace {

// The length of the longest prefix that does not cut a UTF-8 sequence.
std::size_t whole_prefix(std::string_view text, std::size_t capacity) {
  std::size_t length = std::min(text.size(), capacity);
  if (length == text.size()) return length;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U) --length;
  return length;
}

}  // namespace

Answer answer_of(const Error& error) {
  switch (error.code()) {
    case Code::not_found: return {RAAS_E_NOT_FOUND, error.text(), 0};
    case Code::unavailable: return {RAAS_E_RETRY, error.text(), 1000};
    case Code::rejected: return {RAAS_E_DENIED, error.text(), 0};
    case Code::invalid_input: return {RAAS_E_INVALID, error.text(), 0};
    case Code::corrupt: return {RAAS_E_INTERNAL, error.text(), 0};
  }
  return {RAAS_E_INTERNAL, error.text(), 0};
}

raas_status write_error(raas_status status, std::string_view text, std::uint64_t retry_after_ms,
                        raas_error* err) noexcept {
  if (err == nullptr || err->struct_size < sizeof(raas_error)) return status;
  err->code = status;
  err->flags = status == RAAS_E_RETRY || status == RAAS_E_BUSY ? RAAS_ERROR_RETRYABLE : 0;
  err->retry_after_ms = retry_after_ms;
  err->text_len = 0;
  if (err->text == nullptr) return status;
  err->text_len = whole_prefix(text, err->text_capacity);
  std::memcpy(err->text, text.data(), err->text_len);
  return status;
}

}  // namespace raas::entry
