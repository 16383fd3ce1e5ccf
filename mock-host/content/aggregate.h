#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "content/commp.h"

namespace mock {

/// Leads from a node of a Merkle tree to its root.
struct MerklePath {
  std::uint64_t index = 0;  ///< Of the node among those of its height.
  std::string siblings;     ///< 32 bytes each, from the bottom up.

  friend bool operator==(const MerklePath&, const MerklePath&) = default;
};

/// Proof of data segment inclusion (FRC-0058): a client's piece lies in an aggregate.
struct Inclusion {
  PieceCommitment segment;  ///< The client's own piece.
  MerklePath subtree;       ///< From the segment's commitment.
  MerklePath index;         ///< From the parent of the two leaves of its index entry.

  friend bool operator==(const Inclusion&, const Inclusion&) = default;
};

/// What a client has of a deal for an aggregate.
struct AggregateShare {
  PieceCommitment aggregate;
  Inclusion inclusion;

  friend bool operator==(const AggregateShare&, const AggregateShare&) = default;
};

/// Several clients' pieces as one.
struct Aggregate {
  PieceCommitment piece;               ///< What a deal for all of them commits to.
  std::vector<std::uint64_t> offsets;  ///< Of the pieces, in padded bytes.
  std::vector<Inclusion> inclusions;   ///< In the order of the pieces.
};

/// Where the index of an aggregate of @p size padded bytes begins, and how many pieces it can name.
struct IndexArea {
  std::uint64_t start = 0;
  std::uint64_t entries = 0;
};
[[nodiscard]] IndexArea index_area(std::uint64_t size);

/// The two leaves that name a piece in the index: commitment, then offset, size and checksum.
[[nodiscard]] std::string index_entry(const PieceCommitment& piece, std::uint64_t offset);

/// Lays pieces, the largest first, into the smallest aggregate that takes them and their index, and
/// proves each to be there.
/// @pre  At least one piece, each of a power of two from 128 bytes on.
[[nodiscard]] Aggregate aggregate_of(const std::vector<PieceCommitment>& pieces);

}  // namespace mock
