#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "core/cid.h"

namespace raas::evm {

/// A node of a piece's tree: a field element of 254 bits, little endian.
using Node = std::array<std::uint8_t, 32>;

/// Leads from a node of a Merkle tree up to its root.
struct MerklePath {
  std::uint64_t index = 0;     ///< Of the node among those of its height.
  std::vector<Node> siblings;  ///< From the bottom up.

  friend bool operator==(const MerklePath&, const MerklePath&) = default;
};

/// Proof of data segment inclusion (FRC-0058): a client's piece lies in an aggregate, and the
/// aggregate's index names it.
struct InclusionProof {
  MerklePath subtree;  ///< From the segment's commitment.
  MerklePath index;    ///< From the 64 bytes of its index entry.

  friend bool operator==(const InclusionProof&, const InclusionProof&) = default;
};

/// Where the index of an aggregate of @p padded_size bytes begins: a power of two from 512 on.
[[nodiscard]] std::uint64_t index_area_start(std::uint64_t padded_size);

/// The aggregate that @p proof proves @p segment to lie in. Whether there is a deal for it is
/// another question.
/// @param segment  Piece CID v1 and padded size.
/// @retval invalid_input  The proof proves nothing; the text says what does not match.
[[nodiscard]] Result<Piece> aggregate_of(const Piece& segment, const InclusionProof& proof);

/// Checks that @p segment lies in the aggregate that a deal committed to, and that the index there
/// has the segment's entry with its right checksum.
/// @param deal  Data commitment and size as the chain knows them.
/// @retval invalid_input  Something does not match; the text says what.
[[nodiscard]] Status verify_inclusion(const Piece& segment, const InclusionProof& proof,
                                      const Piece& deal);

}  // namespace raas::evm
