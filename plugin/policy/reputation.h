#pragma once

#include <cstdint>

namespace raas {

/// What became of the deals at one provider; failures of its own only. Old ones fade.
struct Experience {
  std::uint64_t made = 0;
  std::uint64_t failed = 0;

  friend bool operator==(const Experience&, const Experience&) = default;
};

/// @p before and one deal more. From a hundred deals on both counts are halved, so that what was
/// long ago counts ever less.
[[nodiscard]] Experience remembered(Experience before, bool was_made);

/// How far a provider can be relied on: the lower end of what its deals allow to believe (Wilson's
/// score interval, one-sided, 90 %). What the directory says of it, @p told_ppm, counts as ten
/// deals of that quality, so that a provider without any deal is neither trusted nor ruled out.
[[nodiscard]] std::uint32_t reliability_ppm(std::uint32_t told_ppm, const Experience& met);

}  // namespace raas
