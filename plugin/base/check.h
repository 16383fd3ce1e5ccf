#pragma once

namespace raas {

/// Ends the call with an exception that the C face turns into RAAS_E_INTERNAL.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace raas

/// States what must hold unless the plugin itself has a bug. Never for input.
#define RAAS_CHECK(expression) \
  ((expression) ? void() : ::raas::check_failed(#expression, __FILE__, __LINE__))
