#include "content/sha256.h"

#include <nettle/sha2.h>

namespace mock {
namespace {

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

Digest finished(sha256_ctx& context) {
  Digest digest;
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), bytes_of(bytes));
  return finished(context);
}

Digest sha256(const Digest& left, const Digest& right) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, left.size(), left.data());
  sha256_update(&context, right.size(), right.data());
  return finished(context);
}

std::string hex_of(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace mock
