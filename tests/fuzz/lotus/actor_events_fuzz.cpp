#include "adapters/lotus/actor_events.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// GetActorEventsRaw, and the text of its errors.

namespace lotus = raas::lotus;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static_cast<void>(lotus::range_trouble(raas::fuzz::text_of(bytes, size)));
  const auto value = raas::fuzz::json_of(bytes, size);
  if (!value) return 0;
  const auto events = lotus::decode_events(*value);
  if (!events) return 0;
  RAAS_CHECK(events->size() == (value->is_array() ? value->get_array().size() : 0));
  for (const lotus::ActorEvent& event : *events) {
    RAAS_CHECK(event.height >= 0 && !event.type.empty());
    const lotus::HeightRange range{event.height - event.height % 7, event.height};
    const auto halves = lotus::halves_of(range);
    RAAS_CHECK(halves.has_value() == (range.first < range.last));
    if (!halves) continue;
    RAAS_CHECK(halves->first.first == range.first && halves->second.last == range.last);
    RAAS_CHECK(halves->first.last + 1 == halves->second.first);
  }
  return 0;
}
