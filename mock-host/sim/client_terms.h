#pragma once

#include <cstdint>
#include <string>

#include "aggregator/judge.h"
#include "aggregator/providers.h"
#include "sim/scenario.h"

namespace mock {

/// Which client, and how often it has changed its mind.
struct ClientVersion {
  std::size_t number = 0;
  std::uint32_t changes = 0;
};

/// What a client asks for. Some want what all want; others, and all who change their minds, want
/// something of their own, drawn from the seed.
[[nodiscard]] RegisteredJob wish_of(const Scenario& scenario, const ClientVersion& client,
                                    Epoch now);

}  // namespace mock
