#include "content/unixfs.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "content/cid_text.h"
#include "content/sha256.h"

namespace mock {
namespace {

constexpr std::size_t chunk_size = 256 * 1024;
constexpr std::size_t links_max = 174;
constexpr std::uint64_t codec_raw = 0x55;
constexpr std::uint64_t codec_dag_pb = 0x70;
constexpr std::uint64_t multihash_sha2_256 = 0x12;
constexpr std::uint64_t unixfs_type_file = 2;

/// A block of the tree, as its parent links to it.
struct Node {
  std::string cid;              ///< Binary.
  std::uint64_t file_size = 0;  ///< Bytes of the file below it.
  std::uint64_t tree_size = 0;  ///< Bytes of all blocks below it and of itself.
};

std::string cid_of(std::uint64_t codec, std::string_view block) {
  const Digest digest = sha256(block);
  std::string cid;
  append_varint(cid, 1);
  append_varint(cid, codec);
  append_varint(cid, multihash_sha2_256);
  append_varint(cid, digest.size());
  cid.append(digest.begin(), digest.end());
  return cid;
}

void append_number(std::string& message, unsigned field, std::uint64_t value) {
  append_varint(message, field << 3U);
  append_varint(message, value);
}

void append_bytes(std::string& message, unsigned field, std::string_view bytes) {
  append_varint(message, (field << 3U) | 2U);
  append_varint(message, bytes.size());
  message += bytes;
}

/// One dag-pb node over @p children: its links in order, then the UnixFS description of the file.
Node parent_of(const Node* children, std::size_t count) {
  Node node;
  std::string block;
  std::string sizes;
  for (const Node* child = children; child != children + count; ++child) {
    std::string link;
    append_bytes(link, 1, child->cid);
    append_bytes(link, 2, "");
    append_number(link, 3, child->tree_size);
    append_bytes(block, 2, link);
    append_number(sizes, 4, child->file_size);
    node.file_size += child->file_size;
    node.tree_size += child->tree_size;
  }
  std::string file;
  append_number(file, 1, unixfs_type_file);
  append_number(file, 3, node.file_size);
  append_bytes(block, 1, file + sizes);
  node.cid = cid_of(codec_dag_pb, block);
  node.tree_size += block.size();
  return node;
}

std::vector<Node> chunks_of(std::string_view file) {
  std::vector<Node> leaves;
  do {
    const std::string_view chunk = file.substr(0, chunk_size);
    file.remove_prefix(chunk.size());
    leaves.push_back({cid_of(codec_raw, chunk), chunk.size(), chunk.size()});
  } while (!file.empty());
  return leaves;
}

}  // namespace

std::string unixfs_cid(std::string_view file) {
  std::vector<Node> level = chunks_of(file);
  while (level.size() > 1) {
    std::vector<Node> parents;
    for (std::size_t at = 0; at < level.size(); at += links_max) {
      parents.push_back(parent_of(&level[at], std::min(links_max, level.size() - at)));
    }
    level = std::move(parents);
  }
  return cid_text(level.front().cid);
}

}  // namespace mock
