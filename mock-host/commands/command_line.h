#pragma once

#include <iosfwd>
#include <optional>
#include <variant>

#include "commands/options.h"
#include "sim/sim.h"
#include "validate/fuzz.h"
#include "validate/validate.h"

namespace mock {

/// The command line was answered already (help, version) or was wrong; end with this status.
struct Finished {
  int exit_status = 0;
};

using Command =
    std::variant<Finished, RunOptions, DemoOptions, SimOptions, ValidateOptions, FuzzOptions>;

/// Reads the command line. Help and version go to @p out, what was wrong goes to @p err.
[[nodiscard]] Command parse_command_line(int argc, const char* const* argv, std::ostream& out,
                                         std::ostream& err);

}  // namespace mock
