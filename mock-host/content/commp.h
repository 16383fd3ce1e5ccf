#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mock {

/// What a deal commits to: the root of the piece's tree and the piece's size.
struct PieceCommitment {
  std::string piece_cid;         ///< CIDv1 CommP ("baga6ea4seaq…"), 64 characters.
  std::uint64_t piece_size = 0;  ///< Padded bytes: a power of two, at least 128.

  friend bool operator==(const PieceCommitment&, const PieceCommitment&) = default;
};

/// The commitment to @p payload as one piece: two zero bits after each 254 (fr32), zeros up to the
/// next power of two, and a binary tree of SHA-256 whose nodes have their two top bits cleared.
[[nodiscard]] PieceCommitment piece_commitment(std::string_view payload);

/// The commitment to a piece of @p piece_size padded bytes that holds nothing but zeros.
[[nodiscard]] PieceCommitment zero_piece(std::uint64_t piece_size);

}  // namespace mock
