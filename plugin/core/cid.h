#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// A content identifier in its canonical binary form: always version 1, so that Qm... and bafy...
/// of the same block compare equal. Default: empty.
class Cid {
 public:
  Cid() = default;

  /// Reads CIDv0 ("Qm..."), CIDv1 in base32, base36, base58btc, base16 or base64url, and piece CIDs
  /// v1 and v2 in the same forms. Refuses wrong lengths, padding bits, trailing bytes and unknown
  /// bases.
  [[nodiscard]] static Result<Cid> parse(std::string_view text);
  /// Reads binary CIDv0 or CIDv1, with nothing behind it.
  [[nodiscard]] static Result<Cid> from_bytes(std::span<const std::uint8_t> bytes);

  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  /// CIDv1, multibase base32 lower case: "bafy...", "bafk...", "baga...".
  [[nodiscard]] std::string text() const;
  /// CIDv1 binary.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t codec() const;
  [[nodiscard]] std::uint64_t hash_code() const;
  [[nodiscard]] std::string_view digest() const;

  friend bool operator==(const Cid&, const Cid&) = default;
  friend auto operator<=>(const Cid&, const Cid&) = default;

 private:
  explicit Cid(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] static Result<Cid> from_binary(std::string binary);

  std::string bytes_;
};

/// Data as the chain knows it: its commitment (piece CID v1) and padded size.
struct Piece {
  Cid cid;
  std::uint64_t padded_size = 0;  ///< Bytes, a power of two from 128 on.

  friend bool operator==(const Piece&, const Piece&) = default;
};

/// Whether @p cid is a piece CID v1 (fil-commitment-unsealed, sha2-256-trunc254-padded).
[[nodiscard]] bool is_piece_cid_v1(const Cid& cid);
/// Whether @p cid is a piece CID v2 (FRC-0069: raw, fr32-sha256-trunc254-padbintree).
[[nodiscard]] bool is_piece_cid_v2(const Cid& cid);

/// What a piece CID v2 says: the v1 CID and padded size that the chain uses, and the payload's
/// size.
struct PieceV2 {
  Piece piece;
  std::uint64_t payload_size = 0;
};
[[nodiscard]] Result<PieceV2> piece_of_v2(const Cid& cid);

}  // namespace raas
