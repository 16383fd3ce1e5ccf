#include <nettle/sha2.h>

#include <algorithm>
#include <bit>
#include <string>

#include "adapters/evm/podsi.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// Proofs of inclusion. The proofs of an aggregate that is made here are believed, and none of them
// with anything changed; and what strangers send, of whatever length, is refused.

namespace evm = raas::evm;
using evm::MerklePath;
using evm::Node;
using raas::Inclusion;
using raas::Piece;

namespace {

constexpr unsigned entry_height = 6;  ///< Heights are logarithms of sizes: 64 bytes,
constexpr unsigned piece_height_min = 7;
constexpr unsigned aggregate_height_max = 63;

/// What is left of an input; zeros behind its end.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return first;
  }
  std::uint64_t number() {
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i) number = number << 8U | byte();
    return number;
  }
  /// From @p least to @p most.
  std::uint64_t within(std::uint64_t least, std::uint64_t most) {
    return least + number() % (most - least + 1);
  }
  Node node() {
    Node node;
    for (std::uint8_t& each : node) each = byte();
    node.back() &= 0x3fU;
    return node;
  }

 private:
  std::string_view bytes_;
};

Node digest_of(std::string_view bytes) {
  sha256_ctx context;
  Node digest;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

std::string text_of(const Node& node) {
  return {node.begin(), node.end()};
}

Node above(const std::string& two_nodes) {
  Node node = digest_of(two_nodes);
  node.back() &= 0x3fU;
  return node;
}

Piece piece_of(const Node& root, unsigned height) {
  const std::string bytes = "\x01\x81\xe2\x03\x92\x20\x20" + text_of(root);
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {.cid = raas::Cid::from_bytes({begin, bytes.size()}).value(),
          .padded_size = std::uint64_t{1} << height};
}

std::string little_endian(std::uint64_t number) {
  std::string bytes;
  for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

/// Commitment, offset, size; and of the digest of that, with zeros behind it, the first 126 bits.
std::string entry_of(const Node& commitment, std::uint64_t offset, std::uint64_t size) {
  const std::string named = text_of(commitment) + little_endian(offset) + little_endian(size);
  Node checksum = digest_of(named + std::string(16, '\0'));
  checksum[15] &= 0x3fU;
  return named + text_of(checksum).substr(0, 16);
}

/// A node on its way up, with its number among those of its height.
struct Climber {
  Node node;
  std::uint64_t index = 0;
  MerklePath path = {};

  Climber(const Node& from, std::uint64_t at) : node(from), index(at) { path.index = at; }
  void climb(const Node& sibling) {
    path.siblings.push_back(sibling);
    node =
        above(index % 2 == 0 ? text_of(node) + text_of(sibling) : text_of(sibling) + text_of(node));
    index /= 2;
  }
};

struct Sample {
  Inclusion proved;
  Piece aggregate;
};

/// Where an index entry is: in the index, or before it in the same half of the aggregate.
enum class Place : std::uint8_t { in_index, before_index };

/// An aggregate of which nothing is known but the way from a segment, and from its index entry, to
/// the root.
Sample sample_with_entry(Place place, Input& input) {
  const unsigned height_min = place == Place::in_index ? 9 : 10;
  const auto height = static_cast<unsigned>(input.within(height_min, aggregate_height_max));
  const std::uint64_t size = std::uint64_t{1} << height;
  const auto segment_height = static_cast<unsigned>(input.within(piece_height_min, height - 1));
  const std::uint64_t entries = std::max<std::uint64_t>(4, size >> 17U);
  const std::uint64_t end = size >> entry_height;
  const std::uint64_t entry_at = place == Place::in_index
                                     ? end - input.within(1, entries)
                                     : input.within(end / 2, end - entries - 1);
  const std::uint64_t places = (size >> segment_height) / 2;  // entries are in the other half
  Climber segment(input.node(), input.within(0, places - 1));
  const std::uint64_t offset = segment.index << segment_height;
  const Piece piece = piece_of(segment.node, segment_height);
  Climber entry(above(entry_of(segment.node, offset, piece.padded_size)), entry_at);
  for (unsigned at = entry_height; at < height; ++at) {
    if (at < segment_height) {
      entry.climb(input.node());
    } else if ((entry.index ^ 1U) == segment.index) {
      const Node sibling = entry.node;
      entry.climb(segment.node);
      segment.climb(sibling);
    } else {
      const Node sibling = input.node();
      const bool is_joined = entry.index == segment.index;
      entry.climb(sibling);
      segment.climb(is_joined ? sibling : input.node());
    }
  }
  return {.proved = {piece, {.subtree = segment.path, .index = entry.path}},
          .aggregate = piece_of(entry.node, height)};
}

bool is_believed(const Sample& sample) {
  return evm::verify_inclusion(sample.proved.segment, sample.proved.proof, sample.aggregate)
      .has_value();
}

void change(Piece& piece, Input& input) {
  if (input.byte() % 2 == 0) {
    piece.padded_size = std::rotl(piece.padded_size, static_cast<int>(input.within(1, 63)));
    return;
  }
  Node root{};
  std::copy_n(piece.cid.digest().begin(), root.size(), root.begin());
  const auto bit = input.within(0, 253);
  root[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  piece.cid = piece_of(root, 0).cid;
}

void change(MerklePath& path, Input& input) {
  const auto at = static_cast<std::ptrdiff_t>(input.within(0, path.siblings.size() - 1));
  switch (input.byte() % 4) {
    case 0: path.index ^= std::uint64_t{1} << input.within(0, 63); return;
    case 1: path.siblings.erase(path.siblings.begin() + at); return;
    case 2: path.siblings.insert(path.siblings.begin() + at, input.node()); return;
  }
  Node& node = path.siblings[static_cast<std::size_t>(at)];
  const auto bit = input.within(0, 255);
  node[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
}

void change(Sample& sample, Input& input) {
  switch (input.byte() % 4) {
    case 0: return change(sample.proved.segment, input);
    case 1: return change(sample.aggregate, input);
    case 2: return change(sample.proved.proof.subtree, input);
  }
  change(sample.proved.proof.index, input);
}

MerklePath any_path(Input& input) {
  MerklePath path{.index = input.number(), .siblings = std::vector<Node>(input.byte() % 80)};
  path.index >>= input.byte() % 64;
  return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(raas::fuzz::text_of(bytes, size));
  const Piece piece = piece_of(input.node(), input.byte() % 64);
  const evm::InclusionProof any{.subtree = any_path(input), .index = any_path(input)};
  RAAS_CHECK(!evm::aggregate_of(piece, any));

  Sample sample = sample_with_entry(Place::in_index, input);
  const Inclusion& proved = sample.proved;
  RAAS_CHECK(is_believed(sample));
  RAAS_CHECK(evm::aggregate_of(proved.segment, proved.proof).value() == sample.aggregate);
  change(sample, input);
  RAAS_CHECK(!is_believed(sample));
  RAAS_CHECK(!is_believed(sample_with_entry(Place::before_index, input)));
  return 0;
}
