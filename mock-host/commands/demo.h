#pragma once

#include <iosfwd>

#include "commands/options.h"

namespace mock {

/// `mock-host demo`: the three stories, told to whoever watches.
[[nodiscard]] ExitStatus run_demo(const DemoOptions& options, std::ostream& out, std::ostream& err);

}  // namespace mock
