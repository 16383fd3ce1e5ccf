#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/cid.h"

namespace raas {

/// A node of a piece's tree: a field element of 254 bits, little endian.
using TreeNode = std::array<std::uint8_t, 32>;

/// Leads from a node of a Merkle tree up to its root.
struct MerklePath {
  std::uint64_t index = 0;         ///< Of the node among those of its height.
  std::vector<TreeNode> siblings;  ///< From the bottom up.

  friend bool operator==(const MerklePath&, const MerklePath&) = default;
};

/// Proof of data segment inclusion (FRC-0058): a client's piece lies in an aggregate, and the
/// aggregate's index names it.
struct InclusionProof {
  MerklePath subtree;  ///< From the segment's commitment.
  MerklePath index;    ///< From the 64 bytes of its index entry.

  friend bool operator==(const InclusionProof&, const InclusionProof&) = default;
};

/// A client's piece in an aggregate, as somebody says.
struct Inclusion {
  Piece segment;
  InclusionProof proof;

  friend bool operator==(const Inclusion&, const Inclusion&) = default;
};

}  // namespace raas
