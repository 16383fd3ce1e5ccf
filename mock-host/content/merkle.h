#pragma once

#include <cstdint>
#include <string>

#include "content/sha256.h"

namespace mock {

/// A node of a piece's tree: SHA-256 of both children with the two top bits cleared, so that it is
/// a field element of 254 bits, little endian.
[[nodiscard]] Digest parent_of(const Digest& left, const Digest& right);

/// The root of a tree of that height with nothing but zeros in it; height 0 is a leaf of 32 bytes.
[[nodiscard]] Digest zero_root(unsigned height);

/// How high the tree of a piece is: 2 for 128 bytes. @p piece_size is a power of two.
[[nodiscard]] unsigned tree_height(std::uint64_t piece_size);

/// The text of a piece CID v1 ("baga6ea4seaq..."), and what is in it.
[[nodiscard]] std::string piece_cid_text(const Digest& root);
/// @pre  @p piece_cid was made by piece_cid_text().
[[nodiscard]] Digest root_in(const std::string& piece_cid);

}  // namespace mock
