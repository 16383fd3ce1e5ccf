#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace mock {

/// `mock-host validate`.
struct ValidateOptions {
  std::filesystem::path plugin;
  std::string include;  ///< A regular expression for names of checks; empty = all.
  bool json = false;
  bool list = false;          ///< Name the checks and end.
  bool in_process = false;    ///< All in this process: for a debugger; a crash ends the whole run.
  unsigned seconds_max = 60;  ///< For one check.
};

/// Checks a plugin's library, each promise in a process of its own, and tells what was found.
/// @return 0 all is well; 1 a check failed, crashed or took too long; 3 the file cannot be read.
int run_validate(const ValidateOptions& options, std::ostream& out, std::ostream& err);

}  // namespace mock
