#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace sim_test {

/// Empty if it is not set.
inline std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

/// RAAS_TEST_SCALE, in percent.
inline std::uint64_t scale_percent() {
  const std::string percent = environment("RAAS_TEST_SCALE");
  return percent.empty() ? 100 : std::strtoull(percent.c_str(), nullptr, 10);
}

}  // namespace sim_test
