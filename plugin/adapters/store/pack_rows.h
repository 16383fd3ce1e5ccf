#pragma once

#include "adapters/store/sqlite.h"
#include "base/error.h"

namespace raas {

/// Moves what a store of schema version 1 holds to where version 2 has it: the rows of `slots` and
/// `replicas` into the columns `slots` and `copies` of their jobs, those of `history_1` into
/// `history`.
[[nodiscard]] Status pack_rows(Database& database);

}  // namespace raas
