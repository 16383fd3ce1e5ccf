#pragma once

#include <cstdint>

namespace mock {

/// Scrambles 64 bits; every input has an output of its own, so that it can be undone by unmix().
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30U;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27U;
  x *= 0x94d049bb133111ebU;
  x ^= x >> 31U;
  return x;
}

/// The inverse of mix().
[[nodiscard]] constexpr std::uint64_t unmix(std::uint64_t x) {
  x ^= (x >> 31U) ^ (x >> 62U);
  x *= 0x319642b2d24d8ec3U;
  x ^= (x >> 27U) ^ (x >> 54U);
  x *= 0x96de1b173f119089U;
  x ^= (x >> 30U) ^ (x >> 60U);
  return x;
}

/// What a number drawn from the seed is for, so that no two uses share their luck.
enum class Draw : std::uint64_t {
  null_round = 1,
  block_count,
  block,
  block_parts,
  proving_offset,
  deadline,
  sector_gap,
  sector_parts,
  miner_parts,
  deal_parts,
  state_root,
  fork,
  message_parts,
  hidden_deal,
  maligned_sector,
  trouble,
};

/// A number that depends on all of its arguments and on nothing else.
[[nodiscard]] constexpr std::uint64_t drawn(std::uint64_t seed, Draw use, std::uint64_t a,
                                            std::uint64_t b = 0) {
  constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;
  std::uint64_t x = mix(seed + step * static_cast<std::uint64_t>(use));
  x = mix(x ^ (a + step));
  return mix(x ^ (b + 2 * step));
}

}  // namespace mock
