#pragma once

#include "adapters/store/sqlite.h"
#include "base/error.h"

namespace raas {

/// Moves the rows of the tables `slots` and `replicas` of schema version 1 into the columns `slots`
/// and `copies` of their jobs. Part of the step to version 2.
[[nodiscard]] Status pack_copies(Database& database);

}  // namespace raas
