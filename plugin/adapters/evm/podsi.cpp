#include "adapters/evm/podsi.h"

#include <nettle/sha2.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/varint.h"

namespace raas::evm {
namespace {

constexpr std::uint64_t entry_size = 64;
constexpr std::uint64_t piece_size_min = 128;
constexpr std::uint64_t aggregate_size_min = 512;  ///< Half of it is the smallest index.
constexpr std::uint64_t entries_min = 4;
constexpr std::uint64_t bytes_per_entry = 2048 * entry_size;  ///< Of aggregate.
constexpr std::size_t path_length_max = 63;
constexpr std::size_t checksum_at = 48;
constexpr std::size_t checksum_size = 16;

using Entry = std::array<std::uint8_t, entry_size>;

/// The root that a path leads to, and how large the tree below it is.
struct Root {
  Node node;
  std::uint64_t padded_size = 0;
};

Error wrong_proof(std::string what) {
  return Error(Code::invalid_input, std::move(what));
}

Node sha256(std::span<const std::uint8_t> bytes) {
  sha256_ctx context;
  Node digest;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), bytes.data());
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Node truncated_sha256(const Entry& two_nodes) {
  Node node = sha256(two_nodes);
  node.back() &= 0x3fU;
  return node;
}

Node parent_of(const Node& left, const Node& right) {
  Entry both;
  std::copy(left.begin(), left.end(), both.begin());
  std::copy(right.begin(), right.end(), both.begin() + left.size());
  return truncated_sha256(both);
}

void put_little_endian(std::uint64_t number, std::uint8_t* at) {
  for (std::size_t i = 0; i < sizeof number; ++i) {
    at[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
}

/// The entry's checksum is the digest of the entry with zeros in its place, cut to 126 bits.
Entry entry_of(const Node& commitment, std::uint64_t offset, std::uint64_t size) {
  Entry entry{};
  std::copy(commitment.begin(), commitment.end(), entry.begin());
  put_little_endian(offset, entry.data() + commitment.size());
  put_little_endian(size, entry.data() + commitment.size() + sizeof offset);
  const Node digest = sha256(entry);
  std::copy_n(digest.begin(), checksum_size, entry.begin() + checksum_at);
  entry.back() &= 0x3fU;
  return entry;
}

Node node_of(std::string_view digest) {
  Node node{};
  std::copy_n(digest.begin(), std::min(digest.size(), node.size()), node.begin());
  return node;
}

Result<Cid> piece_cid_of(const Node& node) {
  std::string bytes;
  for (const std::uint64_t part : {0x01U, 0xf101U, 0x1012U, 0x20U}) append_varint(bytes, part);
  bytes.append(node.begin(), node.end());
  return Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string count_text(std::uint64_t count, std::string_view of) {
  return std::to_string(count) + " " + std::string(of);
}

Result<Root> root_of(Node node, std::uint64_t size, const MerklePath& path) {
  const std::size_t length = path.siblings.size();
  if (length > path_length_max) {
    return wrong_proof("path: found " + count_text(length, "nodes, expected at most 63"));
  }
  if (path.index >> length != 0) {
    return wrong_proof("index: found " + std::to_string(path.index) + ", expected less than 2^" +
                       std::to_string(length));
  }
  if (length > static_cast<std::size_t>(std::countl_zero(size))) {
    return wrong_proof("path: found " + count_text(length, "nodes above ") +
                       count_text(size, "bytes, expected an aggregate of less than 2^64 bytes"));
  }
  std::uint64_t index = path.index;
  for (const Node& sibling : path.siblings) {
    node = index % 2 == 0 ? parent_of(node, sibling) : parent_of(sibling, node);
    index /= 2;
  }
  return Root{node, size << length};
}

Result<Root> root_of_subtree(const Piece& segment, const MerklePath& path) {
  auto root = root_of(node_of(segment.cid.digest()), segment.padded_size, path);
  return root ? std::move(root) : std::move(root).error().within("subtree proof");
}

Result<Root> root_of_index(const Piece& segment, const InclusionProof& proof) {
  const std::uint64_t offset = proof.subtree.index * segment.padded_size;
  const Entry entry = entry_of(node_of(segment.cid.digest()), offset, segment.padded_size);
  auto root = root_of(truncated_sha256(entry), entry_size, proof.index);
  return root ? std::move(root) : std::move(root).error().within("index proof");
}

Status check_piece(const Piece& piece, std::string_view which) {
  if (!is_piece_cid_v1(piece.cid)) {
    return wrong_proof(std::string(which) + ": found \"" + piece.cid.text() +
                       "\", expected a piece CID v1");
  }
  if (piece.padded_size < piece_size_min || !std::has_single_bit(piece.padded_size)) {
    return wrong_proof(std::string(which) + ": found " +
                       count_text(piece.padded_size, "bytes, expected a power of two from 128 on"));
  }
  return {};
}

/// Checks what must hold of the entry's place, given the sizes that both paths lead to.
Status check_place(const InclusionProof& proof, const Root& subtree, const Root& index) {
  if (subtree.padded_size != index.padded_size) {
    return wrong_proof("aggregate size: the subtree proof leads to " +
                       count_text(subtree.padded_size, "bytes, the index proof to ") +
                       std::to_string(index.padded_size));
  }
  if (index.padded_size < aggregate_size_min) {
    return wrong_proof("aggregate size: found " +
                       count_text(index.padded_size, "bytes, expected at least 512"));
  }
  const std::uint64_t entry_at = proof.index.index * entry_size;
  const std::uint64_t start = index_area_start(index.padded_size);
  if (entry_at < start) {
    return wrong_proof("index entry: found at byte " + std::to_string(entry_at) +
                       ", expected in the index, which begins at " + std::to_string(start));
  }
  return {};
}

struct Roots {
  Root subtree;
  Root index;
};

/// Both roots of a proof that is right in all but, maybe, its nodes.
Result<Roots> roots_of(const Piece& segment, const InclusionProof& proof) {
  if (auto sound = check_piece(segment, "segment"); !sound) return std::move(sound).error();
  auto subtree = root_of_subtree(segment, proof.subtree);
  if (!subtree) return std::move(subtree).error();
  auto index = root_of_index(segment, proof);
  if (!index) return std::move(index).error();
  if (auto fits = check_place(proof, *subtree, *index); !fits) return std::move(fits).error();
  return Roots{*subtree, *index};
}

Result<Piece> piece_of(const Roots& roots) {
  auto subtree = piece_cid_of(roots.subtree.node);
  auto index = piece_cid_of(roots.index.node);
  if (!subtree) return std::move(subtree).error();
  if (!index) return std::move(index).error();
  if (*subtree != *index) {
    return wrong_proof("commitment: the subtree proof leads to " + subtree->text() +
                       ", the index proof to " + index->text());
  }
  return Piece{.cid = *subtree, .padded_size = roots.subtree.padded_size};
}

Status check_deal(const Roots& roots, const Piece& deal) {
  if (roots.subtree.padded_size != deal.padded_size) {
    return wrong_proof("aggregate size: the proof leads to " +
                       count_text(roots.subtree.padded_size, "bytes, the deal has ") +
                       std::to_string(deal.padded_size));
  }
  const Node committed = node_of(deal.cid.digest());
  const bool subtree_fits = roots.subtree.node == committed;
  const bool index_fits = roots.index.node == committed;
  if (subtree_fits && index_fits) return {};
  const std::string wanted = "does not lead to the deal's commitment " + deal.cid.text();
  if (subtree_fits) {
    return wrong_proof("index proof: " + wanted +
                       ": no index entry with this commitment, offset, size and checksum is where "
                       "the proof says");
  }
  return wrong_proof((index_fits ? "subtree proof: " : "both proofs: ") + wanted);
}

}  // namespace

std::uint64_t index_area_start(std::uint64_t padded_size) {
  const std::uint64_t entries =
      std::max(entries_min, std::bit_floor(padded_size / bytes_per_entry));
  return padded_size - entries * entry_size;
}

Result<Piece> aggregate_of(const Piece& segment, const InclusionProof& proof) {
  const auto roots = roots_of(segment, proof);
  if (!roots) return roots.error().within("podsi");
  auto aggregate = piece_of(*roots);
  return aggregate ? std::move(aggregate) : std::move(aggregate).error().within("podsi");
}

Status verify_inclusion(const Piece& segment, const InclusionProof& proof, const Piece& deal) {
  if (auto sound = check_piece(deal, "deal"); !sound) return sound.error().within("podsi");
  const auto roots = roots_of(segment, proof);
  if (!roots) return roots.error().within("podsi");
  const auto fits = check_deal(*roots, deal);
  return fits ? Status() : fits.error().within("podsi");
}

}  // namespace raas::evm
