#pragma once

#include <cstdint>

#include "adapters/store/sqlite.h"
#include "base/error.h"

namespace raas {

/// In the header of our files ("RaaS"), so that another program's database is never taken for ours.
inline constexpr std::int64_t store_application_id = 0x52616153;

/// Version of the schema that this program writes.
[[nodiscard]] std::int64_t schema_version_newest();

/// Whether a file that was opened read-only is ours to use.
/// @retval rejected  Written by a newer program.
/// @retval corrupt   Another program's database, or none at all.
[[nodiscard]] Status check_schema(Database& database);

/// Brings the schema up to date, one numbered step at a time, each in a transaction of its own.
[[nodiscard]] Status migrate_schema(Database& database);

}  // namespace raas
