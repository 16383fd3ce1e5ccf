#pragma once

#include <string>

#include "base/error.h"

namespace raas {

/// The host that a node's @p url names. The rest of it may hold secrets and goes into no text.
/// @retval invalid_input  It is no URL, or not of http or https.
[[nodiscard]] Result<std::string> host_of(const std::string& url);

/// Whether @p host is this machine by its name or number; of other names nothing is looked up.
[[nodiscard]] bool is_loopback(const std::string& host);

}  // namespace raas
