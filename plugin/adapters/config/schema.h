#pragma once

#include <string>

namespace raas {

/// JSON Schema (draft 2020-12) of the config's text. Lives as long as the library.
[[nodiscard]] const std::string& config_schema();

/// All keys of the config as a Markdown table: key, type, unit, default, range, meaning.
[[nodiscard]] std::string config_table_markdown();

}  // namespace raas
