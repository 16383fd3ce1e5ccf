#include "filecoin/events.h"

#include <algorithm>

namespace mock {

std::span<const EventRecord> EventLog::since(Epoch epoch) const {
  const auto first =
      std::lower_bound(records_.begin(), records_.end(), epoch,
                       [](const EventRecord& record, Epoch wanted) { return record.at < wanted; });
  return std::span(records_).subspan(static_cast<std::size_t>(first - records_.begin()));
}

}  // namespace mock
