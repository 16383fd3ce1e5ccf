#pragma once

#include <string>

#include "aggregator/refusal.h"

namespace mock {

/// Something in a scenario file that will not do. @p pointer is a JSON pointer.
[[nodiscard]] inline Refusal scenario_error(const std::string& pointer, const std::string& found,
                                            const std::string& expected) {
  return {RAAS_E_INVALID, "scenario: " + pointer + ": " + found + ", expected " + expected};
}

}  // namespace mock
