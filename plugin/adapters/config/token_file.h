#pragma once

#include <string>

#include "base/error.h"

namespace raas {

/// Reads a bearer token from its file: the first line, without white space around it.
/// @retval invalid_input  Cannot be read, others than its owner may read or write it, or it holds
/// no token.
[[nodiscard]] Result<std::string> read_token_file(const std::string& path);

}  // namespace raas
