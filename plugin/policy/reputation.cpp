#include "policy/reputation.h"

#include <algorithm>
#include <cmath>

namespace raas {
namespace {

constexpr std::uint64_t deals_remembered_max = 100;
constexpr double told_counts_as_deals = 10;
constexpr double z_of_90_percent = 1.2816;
constexpr double million = 1e6;

}  // namespace

Experience remembered(Experience before, bool was_made) {
  (was_made ? before.made : before.failed) += 1;
  if (before.made + before.failed > deals_remembered_max) {
    before.made /= 2;
    before.failed /= 2;
  }
  return before;
}

std::uint32_t reliability_ppm(std::uint32_t told_ppm, const Experience& met) {
  const double told = std::min(1.0, static_cast<double>(told_ppm) / million);
  const double made = static_cast<double>(met.made);
  const double n = made + static_cast<double>(met.failed) + told_counts_as_deals;
  const double share = (made + told * told_counts_as_deals) / n;
  const double z2 = z_of_90_percent * z_of_90_percent;
  const double spread = z_of_90_percent * std::sqrt((share * (1 - share) + z2 / (4 * n)) / n);
  const double lower = (share + z2 / (2 * n) - spread) / (1 + z2 / n);
  return static_cast<std::uint32_t>(std::clamp(lower, 0.0, 1.0) * million);
}

}  // namespace raas
