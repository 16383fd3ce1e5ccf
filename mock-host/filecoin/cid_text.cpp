#include "filecoin/cid_text.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace mock {

namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t digest_bytes = 32;
// CIDv1, dag-cbor (0x71), blake2b-256 (0xb220), 32 bytes.
constexpr std::array<std::uint8_t, 6> chain_prefix{0x01, 0x71, 0xa0, 0xe4, 0x02, 0x20};
// CIDv1, raw (0x55), blake2b-256, 32 bytes.
constexpr std::array<std::uint8_t, 6> raw_prefix{0x01, 0x55, 0xa0, 0xe4, 0x02, 0x20};
// CIDv1, fil-commitment-sealed (0xf102), poseidon-bls12_381-a2-fc1 (0xb401), 32 bytes.
constexpr std::array<std::uint8_t, 8> sealed_prefix{0x01, 0x82, 0xe2, 0x03, 0x81, 0xe8, 0x02, 0x20};

// CIDv1, fil-commitment-unsealed (0xf101), sha2-256-trunc254-padded (0x1012), 32 bytes.
constexpr std::array<std::uint8_t, 7> piece_prefix{0x01, 0x81, 0xe2, 0x03, 0x92, 0x20, 0x20};

using Bytes = std::array<std::uint8_t, 40>;

std::string base32(std::span<const std::uint8_t> bytes) {
  std::string text = "b";
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8U) | byte;
    bit_count += 8;
    for (; bit_count >= 5; bit_count -= 5) text += alphabet[(bits >> (bit_count - 5)) & 31U];
  }
  if (bit_count > 0) text += alphabet[(bits << (5 - bit_count)) & 31U];
  return text;
}

void put_digest(const Digest& digest, std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < digest_bytes; ++i) {
    out[i] = static_cast<std::uint8_t>(digest[i / 8] >> (56 - 8 * (i % 8)));
  }
}

std::string cid_text(std::span<const std::uint8_t> prefix, const Digest& digest) {
  Bytes bytes{};
  std::copy(prefix.begin(), prefix.end(), bytes.begin());
  put_digest(digest, std::span(bytes).subspan(prefix.size()));
  return base32(std::span(bytes).first(prefix.size() + digest_bytes));
}

}  // namespace

std::string chain_cid(const Digest& digest) {
  return cid_text(chain_prefix, digest);
}
std::string raw_cid(const Digest& digest) {
  return cid_text(raw_prefix, digest);
}
std::string sealed_cid(const Digest& digest) {
  return cid_text(sealed_prefix, digest);
}

std::string piece_cid(const Digest& digest) {
  constexpr std::uint64_t field_mask = ~std::uint64_t{0xc0};  // 254 bits.
  Digest truncated = digest;
  truncated[3] &= field_mask;
  return cid_text(piece_prefix, truncated);
}

std::string bytes_of_cid(std::string_view text) {
  std::string bytes;
  if (text.empty() || text.front() != 'b') return bytes;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char c : text.substr(1)) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return {};
    bits = (bits << 5U) | static_cast<std::uint32_t>(value);
    bit_count += 5;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes += static_cast<char>(bits >> bit_count);
  }
  return bytes;
}

std::optional<Digest> digest_of_chain_cid(std::string_view text) {
  constexpr std::size_t text_length = 1 + (8 * (chain_prefix.size() + digest_bytes) + 4) / 5;
  if (text.size() != text_length || text.front() != 'b') return std::nullopt;

  Digest digest{};
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  std::size_t byte_count = 0;
  for (const char c : text.substr(1)) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 5U) | static_cast<std::uint32_t>(value);
    bit_count += 5;
    if (bit_count < 8) continue;
    bit_count -= 8;
    const auto byte = static_cast<std::uint8_t>(bits >> bit_count);
    if (byte_count < chain_prefix.size()) {
      if (byte != chain_prefix[byte_count]) return std::nullopt;
    } else {
      auto& word = digest[(byte_count - chain_prefix.size()) / 8];
      word = (word << 8U) | byte;
    }
    ++byte_count;
  }
  return digest;
}

}  // namespace mock
