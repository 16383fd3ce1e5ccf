// Tipsets in Lotus's shape. What the simulation has no use for (proofs, signatures, roots) is drawn
// from the seed.
#include <array>

#include "filecoin/cid_text.h"
#include "filecoin/rpc_method.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

/// Which part of a block header a random text is for.
enum class Part : std::uint64_t {
  miner,
  ticket,
  election,
  beacon,
  win_post,
  messages,
  aggregate,
  signature,
  state_root,
  receipts,
};

/// Where a random part belongs: to one block, or to all blocks of a tipset alike.
struct Place {
  std::uint64_t seed;
  std::uint64_t height;
  std::uint64_t block;

  [[nodiscard]] std::uint64_t draw(Part part, std::uint64_t index) const {
    return drawn(seed, Draw::block_parts, height * 4 + block,
                 (static_cast<std::uint64_t>(part) << 32U) + index);
  }
};

/// Base64 of @p bytes random bytes; a multiple of three, so that there is no padding.
std::string base64(const Place& place, Part part, std::size_t bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t chars_per_draw = 10;
  std::string text;
  text.reserve(bytes / 3 * 4);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < bytes / 3 * 4; ++i) {
    bits = i % chars_per_draw == 0 ? place.draw(part, i) : bits >> 6U;
    text += alphabet[bits & 63U];
  }
  return text;
}

std::string random_cid(const Place& place, Part part) {
  return chain_cid(
      {place.draw(part, 0), place.draw(part, 1), place.draw(part, 2), place.draw(part, 3)});
}

void write_key(const Heights& heights, Epoch height, JsonWriter& out) {
  out.begin_array();
  for (std::uint64_t block = 0; block < heights.block_count(height); ++block) {
    out.cid(heights.block_cid(height, block));
  }
  out.end_array();
}

void write_proofs(const Place& place, JsonWriter& out) {
  constexpr std::size_t bls_bytes = 96;
  constexpr std::size_t beacon_bytes = 48;
  constexpr std::size_t win_post_bytes = 192;
  constexpr std::uint64_t rounds_per_epoch = 10;  // Of drand's quicknet, 3 s each.
  constexpr int win_post_32gib = 3;

  out.key("Ticket").begin_object();
  out.key("VRFProof").text(base64(place, Part::ticket, bls_bytes));
  out.end_object();
  out.key("ElectionProof").begin_object();
  out.key("WinCount").number(1);
  out.key("VRFProof").text(base64(place, Part::election, bls_bytes));
  out.end_object();
  out.key("BeaconEntries").begin_array();
  out.begin_object();
  out.key("Round").number(place.height * rounds_per_epoch);
  out.key("Data").text(base64({place.seed, place.height, 0}, Part::beacon, beacon_bytes));
  out.end_object();
  out.end_array();
  out.key("WinPoStProof").begin_array();
  out.begin_object();
  out.key("PoStProof").number(win_post_32gib);
  out.key("ProofBytes").text(base64(place, Part::win_post, win_post_bytes));
  out.end_object();
  out.end_array();
}

void write_signature(std::string_view name, const Place& place, Part part, JsonWriter& out) {
  constexpr std::size_t bls_bytes = 96;
  constexpr int bls = 2;
  out.key(name).begin_object();
  out.key("Type").number(bls);
  out.key("Data").text(base64(place, part, bls_bytes));
  out.end_object();
}

void write_block(const RpcQuery& query, Epoch height, std::uint64_t block, JsonWriter& out) {
  constexpr std::uint64_t first_miner = 1000;
  constexpr std::uint64_t block_miners = 3000000;
  constexpr std::uint64_t weight_per_epoch = 23855;
  const Heights& heights = query.track.heights;
  const std::uint64_t seed = heights.seed_at(height);
  const auto at = static_cast<std::uint64_t>(height);
  const Place place{seed, at, block};
  const Place parent{seed, at, 3};

  out.begin_object();
  out.key("Miner").actor(first_miner + place.draw(Part::miner, 0) % block_miners);
  write_proofs(place, out);
  out.key("Parents");
  write_key(heights, heights.parent_of(height), out);
  out.key("ParentWeight").text(std::to_string(at * weight_per_epoch));
  out.key("Height").number(height);
  out.key("ParentStateRoot").cid(random_cid(parent, Part::state_root));
  out.key("ParentMessageReceipts").cid(random_cid(parent, Part::receipts));
  out.key("Messages").cid(random_cid(place, Part::messages));
  write_signature("BLSAggregate", place, Part::aggregate, out);
  out.key("Timestamp").number(query.ledger.options().genesis_unix + height * epoch_seconds);
  write_signature("BlockSig", place, Part::signature, out);
  out.key("ForkSignaling").number(0);
  out.key("ParentBaseFee").text("100");
  out.end_object();
}

std::optional<RpcFailure> write_tipset(const RpcQuery& query, Epoch height, JsonWriter& out) {
  out.begin_object();
  out.key("Cids");
  write_key(query.track.heights, height, out);
  out.key("Blocks").begin_array();
  for (std::uint64_t block = 0; block < query.track.heights.block_count(height); ++block) {
    write_block(query, height, block, out);
  }
  out.end_array();
  out.key("Height").number(height);
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> height_out_of_chain(const RpcQuery& query) {
  if (query.arguments.epoch > query.height) {
    return RpcFailure{.message = "looking for tipset with height greater than start point"};
  }
  if (query.arguments.epoch < 0) return RpcFailure{.message = "tipset height must not be negative"};
  return std::nullopt;
}

}  // namespace

std::optional<RpcFailure> chain_head(const RpcQuery& query, JsonWriter& out) {
  return write_tipset(query, query.height, out);
}

std::optional<RpcFailure> chain_get_finalized_tipset(const RpcQuery& query, JsonWriter& out) {
  return write_tipset(query, query.node.finalized(), out);
}

std::optional<RpcFailure> chain_get_tipset_by_height(const RpcQuery& query, JsonWriter& out) {
  if (auto failure = height_out_of_chain(query)) return failure;
  const Heights& heights = query.track.heights;
  return write_tipset(query, heights.tipset_at_or_below(query.arguments.epoch), out);
}

std::optional<RpcFailure> chain_get_tipset_after_height(const RpcQuery& query, JsonWriter& out) {
  if (auto failure = height_out_of_chain(query)) return failure;
  const Heights& heights = query.track.heights;
  return write_tipset(query, heights.tipset_at_or_above(query.arguments.epoch), out);
}

}  // namespace mock
