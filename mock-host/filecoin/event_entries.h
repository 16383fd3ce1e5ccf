#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "filecoin/ledger.h"

namespace mock {

/// One key and value of an event.
struct EventEntry {
  bool is_filterable = true;  ///< Whether its value is indexed too, not only its key.
  std::string_view key;       ///< A literal.
  std::string value;          ///< CBOR.
};

/// Who emitted the event.
[[nodiscard]] ActorId emitter_of(const EventRecord& record, const Ledger& ledger);
/// All that is in the event (FIP-0083), the type first.
[[nodiscard]] std::vector<EventEntry> entries_of(const EventRecord& record, const Ledger& ledger);

}  // namespace mock
