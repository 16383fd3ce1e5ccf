#pragma once

#include <cstdint>

#include "base/error.h"
#include "core/cid.h"
#include "core/inclusion.h"

namespace raas::evm {

using raas::InclusionProof;
using raas::MerklePath;
using Node = TreeNode;

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
