#include "sim/synthetic_store.h"

#include <algorithm>

#include "aggregator/draw.h"
#include "content/cid_text.h"
#include "content/commp.h"
#include "content/sha256.h"

namespace mock {
namespace {

constexpr std::int64_t size_min = 200;
constexpr std::int64_t size_max = 2000;
constexpr std::string_view raw_v1("\x01\x55\x12\x20", 4);  // CIDv1, raw, sha2-256, 32 bytes

std::string raw_cid(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return cid_text(std::string(raw_v1) + std::string(digest.begin(), digest.end()));
}

}  // namespace

SyntheticStore::SyntheticStore(std::uint64_t seed, std::uint32_t count)
    : seed_(seed), held_(count) {
  for (std::size_t number = 0; number < count; ++number) {
    const auto bytes = bytes_of(number);
    const auto commitment = piece_commitment(bytes);
    payloads_.push_back({.cid = raw_cid(bytes),
                         .size = bytes.size(),
                         .piece_cid = commitment.piece_cid,
                         .piece_size = commitment.piece_size});
    by_cid_.emplace(payloads_.back().cid, number);
  }
}

std::string SyntheticStore::bytes_of(std::size_t number) const {
  const auto stream = draw(seed_, "payload", number);
  const auto size = static_cast<std::size_t>(draw_between(stream, size_min, size_max));
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) {
    bytes[at] = static_cast<char>(draw(stream, "byte", at / 8) >> (at % 8 * 8));
  }
  return bytes;
}

void SyntheticStore::set_held(std::string_view cid, bool held) {
  const auto found = by_cid_.find(cid);
  if (found != by_cid_.end()) held_[found->second] = held;
}

std::optional<Payload> SyntheticStore::find(std::string_view cid) const {
  const auto found = by_cid_.find(cid);
  if (found == by_cid_.end()) return std::nullopt;
  return payloads_[found->second];
}

bool SyntheticStore::holds(std::string_view cid) const {
  const auto found = by_cid_.find(cid);
  return found != by_cid_.end() && held_[found->second];
}

std::size_t SyntheticStore::read(std::string_view cid, std::uint64_t offset, char* buffer,
                                 std::size_t capacity) const {
  const auto found = by_cid_.find(cid);
  if (found == by_cid_.end() || offset >= payloads_[found->second].size) return 0;
  const auto bytes = bytes_of(found->second);
  const auto length = std::min<std::size_t>(capacity, bytes.size() - offset);
  std::copy_n(bytes.data() + offset, length, buffer);
  return length;
}

}  // namespace mock
