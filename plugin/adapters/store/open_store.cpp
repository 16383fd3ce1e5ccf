#include "adapters/store/open_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "adapters/store/schema.h"
#include "adapters/store/sqlite_store.h"
#include "adapters/store/state_lock.h"

namespace raas {
namespace {

constexpr std::string_view damage_advice =
    "; restore the file from a backup, or move it away and register the jobs anew";

/// The file is made before SQLite does it, so that only its owner can read it.
Status make_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return Error(Code::invalid_input, std::strerror(errno));
  struct stat found = {};
  const bool is_file = fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
  close(fd);
  if (!is_file) return Error(Code::invalid_input, "not a regular file");
  return {};
}

/// Looks without leave to write, so that a newer program's file stays as it is.
Status check_version(const std::string& path) {
  auto database = Database::open(path, Database::Mode::read_only);
  if (!database) return database.error();
  return check_schema(*database);
}

Status check_integrity(Database& database) {
  auto answer = database.ask("PRAGMA quick_check(1)");
  if (!answer) return answer.error();
  if (*answer == "ok") return {};
  std::replace(answer->begin(), answer->end(), '\n', ' ');
  return Error(Code::corrupt, "quick_check: " + *answer + ", expected ok");
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
  if (auto made = make_file(path); !made) return made.error();
  if (auto ours = check_version(path); !ours) return ours.error();
  auto database = open_database(path, options);
  if (!database) return database.error();
  auto store = SqliteStore::create(std::move(lock), *std::move(database), options);
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
  const Error& error = store.error();
  const bool is_damaged = error.code() == Code::corrupt;
  const std::string text = error.text() + (is_damaged ? std::string(damage_advice) : "");
  return Error(error.code(), text).within(path).within("store");
}

}  // namespace raas
