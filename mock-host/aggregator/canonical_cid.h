#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mock {

/// The one text that the aggregator's books use for a CID: version 1, base32. A "Qm..." is turned
/// into it. nullopt = not a CID.
[[nodiscard]] std::optional<std::string> canonical_cid(std::string_view text);

}  // namespace mock
