#include "aggregator/canonical_cid.h"

#include <array>
#include <cstdint>

#include "content/cid_text.h"

namespace mock {
namespace {

constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t multihash_length = 34;  // sha2-256, its length, 32 bytes
constexpr std::string_view dag_pb_v1("\x01\x70", 2);

/// A base58 number of exactly as many bytes as a CIDv0 has.
std::optional<std::string> multihash_of(std::string_view text) {
  std::array<std::uint8_t, multihash_length> bytes{};
  for (const char letter : text) {
    auto carry = static_cast<std::uint32_t>(base58.find(letter));
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
      carry += 58u * *byte;
      *byte = static_cast<std::uint8_t>(carry & 0xffu);
      carry >>= 8u;
    }
    if (carry != 0) return std::nullopt;
  }
  if (bytes[0] != 0x12 || bytes[1] != 0x20) return std::nullopt;
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

std::optional<std::string> canonical_cid(std::string_view text) {
  if (!looks_like_cid(text)) return std::nullopt;
  if (text.front() == 'b') return std::string(text);
  const auto multihash = multihash_of(text);
  if (!multihash) return std::nullopt;
  return cid_text(std::string(dag_pb_v1) + *multihash);
}

}  // namespace mock
