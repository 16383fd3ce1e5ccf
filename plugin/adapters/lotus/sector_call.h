#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "core/ids.h"

namespace raas::lotus {

// The questions that a miner actor answers itself (FIP-0112), put through StateCall, so that a
// gateway can be asked them, too.

/// What the miner actor says of a sector. Active includes sectors that are not yet proven for the
/// first time.
enum class SectorStatus : std::uint8_t { dead = 0, active = 1, faulty = 2 };

/// Where a sector is kept by its miner.
struct SectorLocation {
  std::uint32_t deadline = 0;
  std::uint64_t partition = 0;  ///< Changes when the miner compacts its partitions.

  friend bool operator==(const SectorLocation&, const SectorLocation&) = default;
};

/// An answer of GenerateSectorLocation.
struct LocatedStatus {
  SectorStatus status = SectorStatus::dead;
  std::optional<SectorLocation> location;  ///< Nothing for a sector that is in no partition.
};

/// What came of a message that was tried out.
struct CallOutcome {
  std::int64_t exit_code = 0;
  std::string returned;  ///< CBOR.
};

/// Of the exit codes, those that say something about the question.
inline constexpr std::int64_t exit_ok = 0;
inline constexpr std::int64_t exit_not_found = 17;  ///< Not at that location.
inline constexpr std::int64_t exit_unhandled = 22;  ///< The actor has no such method.

/// Parameters of a StateCall, a JSON array: where is the sector, and how is it?
[[nodiscard]] std::string location_params(ActorId miner, SectorNumber sector,
                                          std::string_view tipset_key);
/// Is it so that the sector at @p location has @p status?
[[nodiscard]] std::string validation_params(ActorId miner, SectorNumber sector, SectorStatus status,
                                            const SectorLocation& location,
                                            std::string_view tipset_key);

[[nodiscard]] Result<CallOutcome> decode_state_call(const boost::json::value& result);
[[nodiscard]] Result<LocatedStatus> decode_location(std::string_view returned);
[[nodiscard]] Result<bool> decode_validation(std::string_view returned);

}  // namespace raas::lotus
