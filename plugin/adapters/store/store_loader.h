#pragma once

#include "adapters/store/sqlite.h"
#include "base/error.h"
#include "ports/store.h"

namespace raas {

/// Reads all that start-up needs, each table in one sequential scan: the jobs to @p take, the rest
/// in return. Leaves the id counters at 0. Removes terms that no job has any more.
[[nodiscard]] Result<StoreContents> load_contents(Database& database, const Store::TakeJob& take);

}  // namespace raas
