#include "adapters/store/open_store.h"

#include <algorithm>

#include "adapters/store/damage_advice.h"
#include "adapters/store/schema.h"
#include "adapters/store/sqlite_store.h"
#include "adapters/store/state_file.h"
#include "adapters/store/state_lock.h"

namespace raas {
namespace {

/// Numbers of jobs would begin anew, and with them the keys under which deals were made.
Status check_not_emptied(Database& database, const StateLock& lock) {
  if (!lock.has_kept_state()) return {};
  const auto version = database.ask_integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version != 0) return {};
  return Error(Code::corrupt, "empty, expected what was kept here before");
}

Status check_version(const std::string& path, Database::Mode mode, const StateLock& lock) {
  auto database = Database::open(path, mode);
  if (!database) return database.error();
  if (auto ours = check_schema(*database); !ours) return ours;
  return check_not_emptied(*database, lock);
}

/// Looks without leave to write, so that a newer program's file stays as it is.
Status check_version(const std::string& path, const StateLock& lock) {
  Status told = check_version(path, Database::Mode::read_only, lock);
  if (told || told.error().code() != Code::unavailable) return told;
  // A first start that was cut short has left a journal. To roll it back, one must write.
  return check_version(path, Database::Mode::read_write_create, lock);
}

Status check_integrity(Database& database, const std::string& of_table) {
  auto answer = database.ask("PRAGMA quick_check" + of_table);
  if (!answer) return answer.error();
  if (*answer == "ok") return {};
  std::replace(answer->begin(), answer->end(), '\n', ' ');
  return Error(Code::corrupt, "quick_check: " + *answer + ", expected ok");
}

/// What decisions rest on is checked whole: here, or where the start reads it anyway, which are the
/// jobs and the intents in flight (JobScan, load_intents). Intents that have ended and the history
/// are left out: they are several times as large as all else, and damage to them is told by the
/// first one who reads or writes there.
Status check_integrity(Database& database) {
  const auto version = database.ask_integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version != schema_version_newest()) return check_integrity(database, "(1)");
  for (const char* const table :
       {"(counters)", "(terms)", "(phrases)", "(providers)", "(cursors)"}) {
    if (auto sound = check_integrity(database, table); !sound) return sound;
  }
  return {};
}

Result<Database> open_database(const std::string& path, const StoreOptions& options) {
  auto database = Database::open(path, Database::Mode::read_write_create);
  if (!database) return database.error();
  const std::string settings =
      "PRAGMA busy_timeout = " + std::to_string(options.busy_timeout_ms) +
      "; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
      "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;";
  if (auto set = database->execute(settings); !set) return set.error();
  if (auto sound = check_integrity(*database); !sound) return sound.error();
  if (auto migrated = migrate_schema(*database); !migrated) return migrated.error();
  if (options.page_count_max > 0) {
    const auto limit =
        database->ask("PRAGMA max_page_count = " + std::to_string(options.page_count_max));
    if (!limit) return limit.error();
  }
  return database;
}

Result<std::unique_ptr<Store>> open_locked(StateLock lock, const std::string& path,
                                           const StoreOptions& options) {
  auto file = StateFile::find_or_make(path);
  if (!file) return file.error();
  if (auto ours = check_version(path, lock); !ours) return ours.error();
  auto database = open_database(path, options);
  if (!database) return database.error();
  lock.mark_kept_state();
  auto store =
      SqliteStore::create(std::move(lock), *std::move(file), *std::move(database), options);
  if (!store) return store.error();
  return std::unique_ptr<Store>(*std::move(store));
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::string& state_dir,
                                          const StoreOptions& options) {
  auto lock = StateLock::acquire(state_dir);
  if (!lock) return lock.error().within("store");

  const std::string path = state_dir + "/raas.db";
  auto store = open_locked(*std::move(lock), path, options);
  if (store) return store;
  return with_damage_advice(store.error()).within(path).within("store");
}

}  // namespace raas
