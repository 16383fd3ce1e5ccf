#pragma once

#include <string>
#include <vector>

namespace mock {

/// What a library could change in the process that it is loaded into, each as a line of text.
struct ProcessState {
  std::vector<std::string> lines;

  [[nodiscard]] static ProcessState now();
};

/// Lines that differ, as "was, is".
[[nodiscard]] std::vector<std::string> changes(const ProcessState& before,
                                               const ProcessState& after);

/// Ids of the threads of this process.
[[nodiscard]] std::vector<int> threads_now();
/// Open file descriptors of this process.
[[nodiscard]] std::vector<int> descriptors_now();
/// Memory of this process that is in use.
[[nodiscard]] std::size_t resident_bytes_now();

}  // namespace mock
