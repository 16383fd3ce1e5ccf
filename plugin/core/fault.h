#pragma once

#include <cstdint>

namespace raas {

/// Whose failure it was that a deal did not come about. Only a provider's own failures make it
/// rest.
enum class Fault : std::uint8_t { none, provider, host, network };

}  // namespace raas
