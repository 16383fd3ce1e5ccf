#pragma once

#include <iosfwd>

#include "commands/options.h"

namespace mock {

/// `mock-host run`. The first line on @p out is "listening on http://...".
[[nodiscard]] ExitStatus run_host(const RunOptions& options, std::ostream& out, std::ostream& err);

}  // namespace mock
