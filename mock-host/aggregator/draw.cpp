#include "aggregator/draw.h"

namespace mock {
namespace {

/// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30u)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27u)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31u);
}

}  // namespace

std::uint64_t draw(std::uint64_t seed, std::string_view purpose, std::uint64_t subject) {
  std::uint64_t purpose_hash = 0xcbf29ce484222325u;
  for (const char letter : purpose) {
    purpose_hash = (purpose_hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3u;
  }
  return mixed(mixed(mixed(seed) ^ purpose_hash) ^ subject);
}

std::int64_t draw_between(std::uint64_t drawn, std::int64_t low, std::int64_t high) {
  if (high <= low) return low;
  const auto span = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<std::int64_t>(drawn % span);
}

bool draw_chance(std::uint64_t drawn, std::uint32_t ppm) {
  return drawn % 1000000u < ppm;
}

}  // namespace mock
