#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock {

/// The 32 bytes of a hash, as four words, the first byte the highest.
using Digest = std::array<std::uint64_t, 4>;

/// The text of a chain object's CID (`bafy2bzace...`): version 1, dag-cbor, blake2b-256.
[[nodiscard]] std::string chain_cid(const Digest& digest);
/// The text of a block's CID that is no structure (`bafk2bzace...`): version 1, raw, blake2b-256.
[[nodiscard]] std::string raw_cid(const Digest& digest);
/// The text of a sealed sector's CID (`bagboea4b5abc...`): fil-commitment-sealed, poseidon.
[[nodiscard]] std::string sealed_cid(const Digest& digest);
/// The text of a piece's CID (`baga6ea4seaq...`): fil-commitment-unsealed,
/// sha2-256-trunc254-padded.
[[nodiscard]] std::string piece_cid(const Digest& digest);
/// The bytes of a CID in base 32; empty = the text is none.
[[nodiscard]] std::string bytes_of_cid(std::string_view text);
/// The digest in a text that chain_cid() could have written; nullopt = another text.
[[nodiscard]] std::optional<Digest> digest_of_chain_cid(std::string_view text);

}  // namespace mock
