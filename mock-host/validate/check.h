#pragma once

#include <string_view>
#include <vector>

#include "validate/findings.h"
#include "validate/subject.h"

namespace mock {

/// One promise that a plugin must keep.
struct Check {
  std::string_view name;  ///< `category/what_holds`.
  void (*look)(Subject& subject, Findings& findings);
};

using Checks = std::vector<Check>;

[[nodiscard]] Checks elf_checks();
[[nodiscard]] Checks load_checks();
[[nodiscard]] Checks entry_checks();
[[nodiscard]] Checks init_checks();
[[nodiscard]] Checks threads_checks();
[[nodiscard]] Checks memory_checks();
[[nodiscard]] Checks async_checks();
[[nodiscard]] Checks shutdown_checks();

/// All of them, by category.
[[nodiscard]] Checks all_checks();

}  // namespace mock
