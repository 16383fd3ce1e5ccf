#include "content/aggregate.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "content/merkle.h"

namespace mock {
namespace {

constexpr std::uint64_t entry_size = 64;
constexpr std::uint64_t entries_min = 4;
constexpr std::uint64_t bytes_per_entry = 2048 * entry_size;  ///< Of aggregate.
constexpr std::uint64_t aggregate_size_min = 512;             ///< Half of it is the index.
constexpr std::size_t checksum_size = 16;
constexpr unsigned entry_height = 1;

void append_little_endian(std::string& bytes, std::uint64_t number) {
  for (unsigned at = 0; at < 8; ++at) bytes += static_cast<char>(number >> (8 * at) & 0xffU);
}

std::string bytes_of(const Digest& digest) {
  return {digest.begin(), digest.end()};
}

Digest digest_of(std::string_view bytes) {
  Digest digest{};
  std::copy_n(bytes.begin(), digest.size(), digest.begin());
  return digest;
}

Digest entry_root(std::string_view entry) {
  return parent_of(digest_of(entry), digest_of(entry.substr(entry_size / 2)));
}

/// A tree that is zeros but for some subtrees, of which only the roots are known.
class SparseTree {
 public:
  explicit SparseTree(unsigned height) : height_(height) {
    zeros_.push_back(Digest{});
    while (zeros_.size() <= height) zeros_.push_back(parent_of(zeros_.back(), zeros_.back()));
  }

  void put(unsigned height, std::uint64_t index, const Digest& root) {
    nodes_[{height, index}] = root;
  }

  /// Makes known all nodes above what was put.
  void grow() {
    for (unsigned height = 0; height < height_; ++height) {
      const auto from = nodes_.lower_bound({height, 0});
      const auto to = nodes_.lower_bound({height + 1, 0});
      std::map<Place, Digest> parents;
      for (auto at = from; at != to; ++at) {
        const std::uint64_t parent = at->first.second / 2;
        parents.try_emplace({height + 1, parent},
                            parent_of(node(height, 2 * parent), node(height, 2 * parent + 1)));
      }
      nodes_.merge(parents);
    }
  }

  [[nodiscard]] Digest root() const { return node(height_, 0); }

  [[nodiscard]] MerklePath path_from(unsigned height, std::uint64_t index) const {
    MerklePath path{index, {}};
    for (; height < height_; ++height, index /= 2) {
      path.siblings += bytes_of(node(height, index ^ 1U));
    }
    return path;
  }

 private:
  using Place = std::pair<unsigned, std::uint64_t>;

  [[nodiscard]] const Digest& node(unsigned height, std::uint64_t index) const {
    const auto found = nodes_.find({height, index});
    return found == nodes_.end() ? zeros_[height] : found->second;
  }

  unsigned height_;
  std::vector<Digest> zeros_;  ///< By height.
  std::map<Place, Digest> nodes_;
};

/// Offsets of the pieces one after the other, the largest first, so that each is aligned.
std::vector<std::uint64_t> offsets_of(const std::vector<PieceCommitment>& pieces) {
  std::vector<std::size_t> order(pieces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return pieces[a].piece_size > pieces[b].piece_size;
  });
  std::vector<std::uint64_t> offsets(pieces.size());
  std::uint64_t end = 0;
  for (const std::size_t at : order) {
    offsets[at] = end;
    end += pieces[at].piece_size;
  }
  return offsets;
}

std::uint64_t size_for(const std::vector<PieceCommitment>& pieces) {
  std::uint64_t used = 0;
  for (const PieceCommitment& piece : pieces) used += piece.piece_size;
  std::uint64_t size = std::max(aggregate_size_min, std::bit_ceil(used));
  while (used > index_area(size).start || pieces.size() > index_area(size).entries) size *= 2;
  return size;
}

}  // namespace

IndexArea index_area(std::uint64_t size) {
  const std::uint64_t entries = std::max(entries_min, std::bit_floor(size / bytes_per_entry));
  return {size - entries * entry_size, entries};
}

std::string index_entry(const PieceCommitment& piece, std::uint64_t offset) {
  std::string entry = bytes_of(root_in(piece.piece_cid));
  append_little_endian(entry, offset);
  append_little_endian(entry, piece.piece_size);
  entry.resize(entry_size);
  // The checksum is over the entry with zeros in its place, cut to 126 bits.
  Digest checksum = sha256(entry);
  checksum[checksum_size - 1] &= 0x3fU;
  std::copy_n(checksum.begin(), checksum_size, entry.end() - checksum_size);
  return entry;
}

Aggregate aggregate_of(const std::vector<PieceCommitment>& pieces) {
  const std::uint64_t size = size_for(pieces);
  const std::uint64_t first_entry = index_area(size).start / entry_size;
  Aggregate aggregate{.piece = {}, .offsets = offsets_of(pieces), .inclusions = {}};
  SparseTree tree(tree_height(size));
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const PieceCommitment& piece = pieces[at];
    const std::uint64_t offset = aggregate.offsets[at];
    tree.put(tree_height(piece.piece_size), offset / piece.piece_size, root_in(piece.piece_cid));
    tree.put(entry_height, first_entry + at, entry_root(index_entry(piece, offset)));
  }
  tree.grow();
  aggregate.piece = {piece_cid_text(tree.root()), size};
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const PieceCommitment& piece = pieces[at];
    aggregate.inclusions.push_back(
        {.segment = piece,
         .subtree = tree.path_from(tree_height(piece.piece_size),
                                   aggregate.offsets[at] / piece.piece_size),
         .index = tree.path_from(entry_height, first_entry + at)});
  }
  return aggregate;
}

}  // namespace mock
