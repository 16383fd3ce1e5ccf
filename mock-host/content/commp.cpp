#include "content/commp.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <vector>

#include "content/merkle.h"

namespace mock {
namespace {

constexpr std::size_t quad_unpadded = 127;  ///< Payload bytes in one run of four tree leaves.
constexpr unsigned height_min = 2;          ///< Four leaves: 128 bytes.

using Quad = std::array<Digest, 4>;

/// Spreads 1016 bits over four leaves of 254, in the little-endian order of field elements.
Quad leaves_of(std::string_view payload) {
  std::array<std::uint8_t, quad_unpadded + 1> bytes{};
  std::copy(payload.begin(), payload.end(), bytes.begin());
  Quad leaves{};
  for (unsigned leaf = 0; leaf < leaves.size(); ++leaf) {
    for (unsigned at = 0; at < leaves[leaf].size(); ++at) {
      const unsigned from = 32 * leaf + at;
      const unsigned low = static_cast<unsigned>(bytes[from]) << (2 * leaf);
      const unsigned carried = from == 0 ? 0U : bytes[from - 1] >> (8 - 2 * leaf);
      leaves[leaf][at] = static_cast<std::uint8_t>(low | carried);
    }
    leaves[leaf].back() &= 0x3fU;
  }
  return leaves;
}

/// A binary tree that is fed its leaves from left to right and keeps one node per height.
class Tree {
 public:
  void add(Digest node, unsigned height = 0) {
    for (; height < pending_.size() && pending_[height].is_set; ++height) {
      node = parent_of(pending_[height].node, node);
      pending_[height].is_set = false;
    }
    if (height >= pending_.size()) pending_.resize(height + 1);
    pending_[height] = {node, true};
  }

  /// The root at @p height_root, with zeros to the right of what was added.
  Digest root(unsigned height_root) {
    Digest zeros{};
    for (unsigned height = 0; height < height_root; ++height) {
      if (height < pending_.size() && pending_[height].is_set) add(zeros, height);
      zeros = parent_of(zeros, zeros);
    }
    return height_root < pending_.size() ? pending_[height_root].node : zeros;
  }

 private:
  struct Pending {
    Digest node{};
    bool is_set = false;
  };
  std::vector<Pending> pending_;
};

PieceCommitment commitment(const Digest& root, unsigned height) {
  return {piece_cid_text(root), std::uint64_t{32} << height};
}

}  // namespace

PieceCommitment piece_commitment(std::string_view payload) {
  const std::uint64_t quads =
      std::max<std::uint64_t>(1, (payload.size() + quad_unpadded - 1) / quad_unpadded);
  const auto height = static_cast<unsigned>(std::bit_width(quads - 1)) + height_min;
  Tree tree;
  for (; !payload.empty(); payload.remove_prefix(std::min(quad_unpadded, payload.size()))) {
    for (const Digest& leaf : leaves_of(payload.substr(0, quad_unpadded))) tree.add(leaf);
  }
  return commitment(tree.root(height), height);
}

PieceCommitment zero_piece(std::uint64_t piece_size) {
  const unsigned height = tree_height(piece_size);
  return commitment(zero_root(height), height);
}

}  // namespace mock
