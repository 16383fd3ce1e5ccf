#pragma once

#include <filesystem>

namespace mock {

/// The plugin that was built or installed together with this program; empty if there is none.
[[nodiscard]] std::filesystem::path plugin_beside_this_program();

}  // namespace mock
