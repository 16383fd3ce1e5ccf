#include "core/cid.h"

#include <optional>

#include "core/base_text.h"
#include "core/varint.h"

namespace raas {

namespace {

constexpr std::size_t text_length_max = 256;
constexpr std::size_t digest_size_max = 128;
constexpr std::size_t unknown_digest_size_min = 20;  // Shorter ones say nothing about content.

constexpr std::uint64_t codec_raw = 0x55;
constexpr std::uint64_t codec_dag_pb = 0x70;
constexpr std::uint64_t codec_unsealed_commitment = 0xf101;

constexpr std::uint64_t hash_identity = 0x00;
constexpr std::uint64_t hash_sha1 = 0x11;
constexpr std::uint64_t hash_sha2_256 = 0x12;
constexpr std::uint64_t hash_sha2_512 = 0x13;
constexpr std::uint64_t hash_blake3 = 0x1e;
constexpr std::uint64_t hash_fr32_sha256_tree = 0x1011;
constexpr std::uint64_t hash_sha2_256_trunc254 = 0x1012;
constexpr std::uint64_t hash_blake2b_256 = 0xb220;
constexpr std::uint64_t hash_poseidon_fc1 = 0xb401;

constexpr std::uint64_t piece_height_min = 2;   // 128 bytes.
constexpr std::uint64_t piece_height_max = 58;  // 2^63 bytes.
constexpr std::size_t root_size = 32;

/// A binary CIDv1, taken apart.
struct Parts {
  std::uint64_t codec = 0;
  std::uint64_t hash = 0;
  std::string_view digest;
};

/// The digest of a piece CID v2, taken apart.
struct PieceDigest {
  std::uint64_t padding = 0;
  std::uint64_t height = 0;
  std::string_view root;
};

Error wrong_cid(std::string what) {
  return Error(Code::invalid_input, "cid: " + std::move(what));
}

/// Roots of pieces are field elements of 254 bits, little endian.
bool is_piece_root(std::string_view root) {
  return root.size() == root_size && (static_cast<std::uint8_t>(root.back()) & 0xc0U) == 0;
}

std::uint64_t padded_size_of(std::uint64_t height) {
  return std::uint64_t{32} << height;
}
std::uint64_t capacity_of(std::uint64_t height) {
  return padded_size_of(height) / 128 * 127;
}

std::optional<PieceDigest> split_piece_digest(std::string_view digest) {
  const auto padding = take_varint(digest);
  if (!padding || digest.empty()) return std::nullopt;
  const std::uint64_t height = static_cast<std::uint8_t>(digest.front());
  digest.remove_prefix(1);
  if (height < piece_height_min || height > piece_height_max) return std::nullopt;
  if (*padding > capacity_of(height) || !is_piece_root(digest)) return std::nullopt;
  return PieceDigest{*padding, height, digest};
}

std::optional<std::size_t> digest_size_of(std::uint64_t hash) {
  switch (hash) {
    case hash_sha1: return 20;
    case hash_sha2_256:
    case hash_blake3:
    case hash_sha2_256_trunc254:
    case hash_blake2b_256:
    case hash_poseidon_fc1: return 32;
    case hash_sha2_512: return 64;
    default: return std::nullopt;
  }
}

Status check_digest_size(const Parts& parts) {
  const auto found = parts.digest.size();
  if (const auto expected = digest_size_of(parts.hash); expected && found != *expected) {
    return wrong_cid("digest: found " + std::to_string(found) + " bytes, expected " +
                     std::to_string(*expected));
  }
  const bool may_be_short = parts.hash == hash_identity;
  if (found > digest_size_max || (!may_be_short && found < unknown_digest_size_min)) {
    return wrong_cid("digest: found " + std::to_string(found) + " bytes, expected " +
                     std::to_string(may_be_short ? 0 : unknown_digest_size_min) + " to " +
                     std::to_string(digest_size_max));
  }
  return {};
}

Status check_piece_rules(const Parts& parts) {
  if (parts.hash == hash_sha2_256_trunc254 && !is_piece_root(parts.digest)) {
    return wrong_cid("digest: found more than 254 bits, expected a piece commitment");
  }
  if (parts.codec == codec_unsealed_commitment && parts.hash != hash_sha2_256_trunc254) {
    return wrong_cid("codec: found a piece commitment with another hash than its own");
  }
  if (parts.hash == hash_fr32_sha256_tree &&
      (parts.codec != codec_raw || !split_piece_digest(parts.digest))) {
    return wrong_cid("digest: found a malformed piece CID v2");
  }
  return {};
}

std::optional<Parts> split(std::string_view bytes) {
  const auto version = take_varint(bytes);
  if (!version || *version != 1) return std::nullopt;
  const auto codec = take_varint(bytes);
  const auto hash = codec ? take_varint(bytes) : std::nullopt;
  const auto digest_size = hash ? take_varint(bytes) : std::nullopt;
  if (!digest_size || *digest_size != bytes.size()) return std::nullopt;
  return Parts{*codec, *hash, bytes};
}

Parts parts_of(std::string_view checked_bytes) {
  return split(checked_bytes).value_or(Parts{});  // Empty for an empty CID only.
}

bool is_v0(std::string_view bytes) {
  return bytes.size() == 34 && bytes.starts_with("\x12\x20");
}

/// Checks a binary CIDv1.
Status check_v1(std::string_view bytes) {
  const auto parts = split(bytes);
  if (!parts) {
    return wrong_cid(
        "found bytes that are no CID, expected version 1, codec, hash, length and "
        "digest with nothing behind them");
  }
  if (auto fits = check_digest_size(*parts); !fits) return fits;
  return check_piece_rules(*parts);
}

}  // namespace

Result<Cid> Cid::parse(std::string_view text) {
  if (text.size() > text_length_max) {
    return wrong_cid("found " + std::to_string(text.size()) + " characters, expected at most " +
                     std::to_string(text_length_max));
  }
  const bool v0 = text.size() == 46 && text.starts_with("Qm");
  auto bytes = v0 ? decode_base58btc(text) : decode_multibase(text);
  if (!bytes) return std::move(bytes).error().within("cid");

  if (v0 != is_v0(*bytes)) return wrong_cid("found a version 0 in a text of version 1");
  return from_binary(std::move(*bytes));
}

Result<Cid> Cid::from_bytes(std::span<const std::uint8_t> bytes) {
  return from_binary(std::string(bytes.begin(), bytes.end()));
}

Result<Cid> Cid::from_binary(std::string binary) {
  if (is_v0(binary)) {
    std::string prefix;
    append_varint(prefix, 1);
    append_varint(prefix, codec_dag_pb);
    return Cid(prefix + binary);
  }
  if (auto sound = check_v1(binary); !sound) return std::move(sound).error();
  return Cid(std::move(binary));
}

std::string Cid::text() const {
  return empty() ? std::string() : encode_multibase32(bytes_);
}

std::uint64_t Cid::codec() const {
  return parts_of(bytes_).codec;
}

std::uint64_t Cid::hash_code() const {
  return parts_of(bytes_).hash;
}

std::string_view Cid::digest() const {
  return parts_of(bytes_).digest;
}

bool is_piece_cid_v1(const Cid& cid) {
  return cid.codec() == codec_unsealed_commitment && cid.hash_code() == hash_sha2_256_trunc254;
}

bool is_piece_cid_v2(const Cid& cid) {
  return cid.codec() == codec_raw && cid.hash_code() == hash_fr32_sha256_tree;
}

Result<PieceV2> piece_of_v2(const Cid& cid) {
  if (!is_piece_cid_v2(cid)) return wrong_cid("found another CID, expected a piece CID v2");
  const auto digest = split_piece_digest(cid.digest());
  if (!digest) return wrong_cid("digest: found a malformed piece CID v2");

  std::string binary;
  append_varint(binary, 1);
  append_varint(binary, codec_unsealed_commitment);
  append_varint(binary, hash_sha2_256_trunc254);
  append_varint(binary, root_size);
  binary += digest->root;
  const auto* const first = reinterpret_cast<const std::uint8_t*>(binary.data());
  auto v1 = Cid::from_bytes({first, binary.size()});
  if (!v1) return std::move(v1).error().within("piece");

  return PieceV2{.piece = {.cid = *std::move(v1), .padded_size = padded_size_of(digest->height)},
                 .payload_size = capacity_of(digest->height) - digest->padding};
}

}  // namespace raas
