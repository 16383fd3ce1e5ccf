#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace mock {

/// What came of a program that ran beside this one.
struct ChildEnd {
  bool is_timed_out = false;  ///< It was killed, with all that it started.
  int signal = 0;             ///< What ended it; 0 = it ended by itself.
  int exit_status = 0;
  std::string output;
  std::string errors;  ///< Standard error, the last of it.
};

/// Runs this very program with other arguments, and waits.
/// @param folder  Where it puts its temporary files.
[[nodiscard]] ChildEnd run_child(const std::vector<std::string>& arguments,
                                 const std::string& folder, std::chrono::seconds limit);

}  // namespace mock
