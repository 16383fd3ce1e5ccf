#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "filecoin/node_options.h"
#include "filecoin/trouble.h"

namespace mock {

/// What kind of node a simulation offers.
enum class Profile : std::uint8_t {
  full,     ///< A full node that always works.
  gateway,  ///< lotus-gateway with its methods and limits, as public providers run it.
  flaky,    ///< A full node with transient trouble of all kinds.
  lying,    ///< A full node that for some hours says of healthy copies that they are gone.
};

[[nodiscard]] std::string_view name_of(Profile profile);
/// nullopt = there is no such profile.
[[nodiscard]] std::optional<Profile> profile_named(std::string_view name);

[[nodiscard]] NodeOptions node_options(Profile profile);
/// All that goes wrong with such a node, at times drawn from the seed.
[[nodiscard]] Troubles troubles_of(Profile profile, std::uint64_t seed);

}  // namespace mock
