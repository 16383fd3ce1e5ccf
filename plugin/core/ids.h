#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

using JobId = std::uint64_t;      ///< Ours, from 1.
using ReplicaId = std::uint64_t;  ///< Ours, from 1.
using DealId = std::uint64_t;     ///< Of the market actor f05, or a claim's id in f06.
using SectorNumber = std::uint64_t;
using SlotNumber =
    std::uint32_t;  ///< From 1 to the job's target, or higher after the target shrank.

/// A storage provider: the number of its id address. f01000 and t01000 are the same one.
using ActorId = std::uint64_t;

inline constexpr ActorId no_provider = 0;

/// Reads "f01234" or "t01234".
[[nodiscard]] Result<ActorId> parse_provider(std::string_view text);
/// Writes it with the prefix of mainnet, which every node understands.
[[nodiscard]] std::string provider_text(ActorId provider);

}  // namespace raas
