#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas::lotus {

/// Of which actors events are asked for.
enum class EventKind : std::uint8_t {
  records,  ///< Of the market and the verified registry, with our providers.
  sectors,  ///< Of our providers themselves: sectors that they terminated.
};

/// One event of a built-in actor.
struct ActorEvent {
  Epoch height = no_epoch;  ///< Of the tipset with its message; the next one's state shows it.
  ActorId emitter = no_provider;
  std::string type;                 ///< "deal-terminated".
  std::optional<std::uint64_t> id;  ///< Of a deal or claim.
  std::optional<ActorId> provider;
  std::optional<SectorNumber> sector;
};

inline constexpr ActorId market_actor = 5;
inline constexpr ActorId registry_actor = 6;

/// Heights from first to last.
struct HeightRange {
  Epoch first = no_epoch;
  Epoch last = no_epoch;

  friend bool operator==(const HeightRange&, const HeightRange&) = default;
};

/// The longest range that a node takes, and as far as a gateway looks back.
inline constexpr Epochs event_range_max = 2880;

/// Parameters of GetActorEventsRaw. Both heights are always in it: without the first one a node
/// answers that there is nothing.
/// @pre @p providers are not empty.
[[nodiscard]] std::string event_params(EventKind kind, std::span<const ActorId> providers,
                                       const HeightRange& heights);

/// Events without what is of no use here; an answer without any is null.
[[nodiscard]] Result<std::vector<ActorEvent>> decode_events(const boost::json::value& result);

/// What the text of an application error says of a range.
enum class RangeTrouble : std::uint8_t {
  none,         ///< It is about something else.
  too_many,     ///< Half of it may do.
  not_indexed,  ///< The node does not know that far back.
};
[[nodiscard]] RangeTrouble range_trouble(std::string_view error_text);

/// The two halves of a range of more than one height.
[[nodiscard]] std::optional<std::pair<HeightRange, HeightRange>> halves_of(
    const HeightRange& range);

}  // namespace raas::lotus
