#include "filecoin/heights.h"

#include "filecoin/cid_text.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr std::uint64_t million = 1000000;
constexpr std::uint64_t blocks_max = 3;

/// Height and place in the tipset in one number, so that a CID can be traced back to them.
std::uint64_t packed(Epoch height, std::uint64_t block) {
  return static_cast<std::uint64_t>(height) * blocks_max + block;
}

std::uint64_t key_of(std::uint64_t seed) {
  return drawn(seed, Draw::block, 0);
}

}  // namespace

Heights::Heights(const ChainOptions& options, const Fork& fork)
    : seed_(options.seed),
      fork_seed_(drawn(options.seed, Draw::fork, fork.salt)),
      fork_base_(fork.base),
      start_(options.start_epoch),
      null_rounds_ppm_(options.null_rounds_ppm) {}

bool Heights::is_null_round(Epoch height) const {
  if (height == start_ || height <= 0) return false;
  return drawn(seed_at(height), Draw::null_round, static_cast<std::uint64_t>(height)) % million <
         null_rounds_ppm_;
}

Epoch Heights::tipset_at_or_below(Epoch height) const {
  while (is_null_round(height)) --height;
  return height;
}

Epoch Heights::tipset_at_or_above(Epoch height) const {
  while (is_null_round(height)) ++height;
  return height;
}

std::uint64_t Heights::block_count(Epoch height) const {
  return 1 +
         drawn(seed_at(height), Draw::block_count, static_cast<std::uint64_t>(height)) % blocks_max;
}

std::string Heights::block_cid(Epoch height, std::uint64_t block) const {
  const std::uint64_t seed = seed_at(height);
  const std::uint64_t place = packed(height, block);
  return chain_cid({mix(place ^ key_of(seed)), drawn(seed, Draw::block, place, 1),
                    drawn(seed, Draw::block, place, 2), drawn(seed, Draw::block, place, 3)});
}

std::optional<Epoch> Heights::height_of(std::span<const std::string_view> key) const {
  if (const auto height = height_by(seed_, key)) return height;
  return height_by(fork_seed_, key);
}

std::optional<Epoch> Heights::height_by(std::uint64_t seed,
                                        std::span<const std::string_view> key) const {
  if (key.empty()) return std::nullopt;
  const auto digest = digest_of_chain_cid(key.front());
  if (!digest) return std::nullopt;

  const std::uint64_t place = unmix((*digest)[0]) ^ key_of(seed);
  const auto height = static_cast<Epoch>(place / blocks_max);
  if (height < 0 || seed_at(height) != seed || is_null_round(height)) return std::nullopt;
  if (key.size() != block_count(height)) return std::nullopt;
  for (std::uint64_t block = 0; block < key.size(); ++block) {
    if (key[block] != block_cid(height, block)) return std::nullopt;
  }
  return height;
}

}  // namespace mock
