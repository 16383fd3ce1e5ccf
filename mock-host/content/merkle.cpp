#include "content/merkle.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "content/cid_text.h"

namespace mock {
namespace {

constexpr std::uint64_t leaf_size = 32;
constexpr std::uint64_t codec_commitment_unsealed = 0xf101;
constexpr std::uint64_t multihash_sha2_256_trunc254_padded = 0x1012;
constexpr std::size_t prefix_size = 7;  ///< Of the binary CID, before the root.
constexpr std::string_view base32_letters = "abcdefghijklmnopqrstuvwxyz234567";

}  // namespace

Digest parent_of(const Digest& left, const Digest& right) {
  Digest parent = sha256(left, right);
  parent.back() &= 0x3fU;
  return parent;
}

Digest zero_root(unsigned height) {
  Digest root{};
  for (; height > 0; --height) root = parent_of(root, root);
  return root;
}

unsigned tree_height(std::uint64_t piece_size) {
  return static_cast<unsigned>(std::bit_width(piece_size / leaf_size)) - 1;
}

std::string piece_cid_text(const Digest& root) {
  std::string cid;
  append_varint(cid, 1);
  append_varint(cid, codec_commitment_unsealed);
  append_varint(cid, multihash_sha2_256_trunc254_padded);
  append_varint(cid, root.size());
  cid.append(root.begin(), root.end());
  return cid_text(cid);
}

Digest root_in(const std::string& piece_cid) {
  Digest root{};
  std::uint32_t held = 0;
  unsigned bits = 0;
  std::size_t written = 0;
  for (const char letter : std::string_view(piece_cid).substr(1)) {
    held = held << 5U | static_cast<std::uint32_t>(base32_letters.find(letter) & 31U);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    if (written >= prefix_size && written - prefix_size < root.size()) {
      root[written - prefix_size] = static_cast<std::uint8_t>(held >> bits);
    }
    ++written;
  }
  return root;
}

}  // namespace mock
