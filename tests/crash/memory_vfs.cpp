#include "crash/memory_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace raas_test {
namespace {

constexpr int sector_size = 4096;
constexpr int path_bytes_max = 1024;

struct OpenFile {
  sqlite3_file base;
  MemoryVfs* vfs;
  MemoryDisk::FileId file;
  /// The file is new: as SQLite on Unix does it, its first sync syncs the folder, too. That is so
  /// for journals only; the name of a database becomes durable with that of its first journal.
  bool syncs_names;
};

OpenFile& of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file);
}
MemoryVfs& of(sqlite3_vfs* vfs) {
  return *static_cast<MemoryVfs*>(vfs->pAppData);
}

int close_file(sqlite3_file*) {
  return SQLITE_OK;
}

int read_file(sqlite3_file* base, void* out, int size, sqlite3_int64 offset) {
  OpenFile& file = of(base);
  if (const int code = file.vfs->trouble_with("read"); code != SQLITE_OK) return code;
  const std::string_view bytes = file.vfs->disk().bytes(file.file);
  const auto from = std::min(bytes.size(), static_cast<std::size_t>(offset));
  const auto count = std::min(bytes.size() - from, static_cast<std::size_t>(size));
  std::memcpy(out, bytes.data() + from, count);
  if (count == static_cast<std::size_t>(size)) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + count, 0, static_cast<std::size_t>(size) - count);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* base, const void* bytes, int size, sqlite3_int64 offset) {
  OpenFile& file = of(base);
  const std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return file.vfs->change(
      "write", [&] { file.vfs->disk().write(file.file, static_cast<std::size_t>(offset), view); });
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
  OpenFile& file = of(base);
  return file.vfs->change(
      "truncate", [&] { file.vfs->disk().truncate(file.file, static_cast<std::size_t>(size)); });
}

int sync_file(sqlite3_file* base, int) {
  OpenFile& file = of(base);
  return file.vfs->change("sync", [&] {
    file.vfs->disk().sync(file.file);
    if (file.syncs_names) file.vfs->disk().sync_names();
    file.syncs_names = false;
  });
}

int size_of_file(sqlite3_file* base, sqlite3_int64* size) {
  OpenFile& file = of(base);
  *size = static_cast<sqlite3_int64>(file.vfs->disk().bytes(file.file).size());
  return SQLITE_OK;
}

// One connection at a time has a file open here: there is nobody to lock out.
int take_lock(sqlite3_file*, int) {
  return SQLITE_OK;
}
int ask_lock(sqlite3_file*, int* is_taken) {
  *is_taken = 0;
  return SQLITE_OK;
}
int control_file(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int size_of_sector(sqlite3_file*) {
  return sector_size;
}
int device_promises(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;  // As SQLite has it on Unix.
}

int map_shared(sqlite3_file* base, int region, int bytes, int, volatile void** out) {
  OpenFile& file = of(base);
  *out = file.vfs->shared(file.file, region, bytes);
  return SQLITE_OK;
}
int lock_shared(sqlite3_file*, int, int, int) {
  return SQLITE_OK;
}
void order_shared(sqlite3_file*) {}
int unmap_shared(sqlite3_file* base, int is_removed) {
  if (is_removed != 0) of(base).vfs->drop_shared(of(base).file);
  return SQLITE_OK;
}

const sqlite3_io_methods methods = {2,
                                    close_file,
                                    read_file,
                                    write_file,
                                    truncate_file,
                                    sync_file,
                                    size_of_file,
                                    take_lock,
                                    take_lock,
                                    ask_lock,
                                    control_file,
                                    size_of_sector,
                                    device_promises,
                                    map_shared,
                                    lock_shared,
                                    order_shared,
                                    unmap_shared,
                                    nullptr,
                                    nullptr};

int open_file(sqlite3_vfs* base, const char* name, sqlite3_file* opened, int flags,
              int* flags_out) {
  MemoryVfs& vfs = of(base);
  OpenFile& file = of(opened);
  file.base.pMethods = nullptr;
  if (const int code = vfs.trouble_with("open"); code != SQLITE_OK) return code;
  const bool is_new = !vfs.disk().has(name);
  // The plugin makes the database's file itself, so it is there whatever SQLite may do.
  if (is_new && (flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB)) == 0) return SQLITE_CANTOPEN;
  if (is_new) {
    const int code = vfs.change("create", [&] { vfs.disk().open(name); });
    if (code != SQLITE_OK) return code;
  }
  file.vfs = &vfs;
  file.file = vfs.disk().open(name);
  file.syncs_names = is_new && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
  if (flags_out != nullptr) *flags_out = flags;
  file.base.pMethods = &methods;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* base, const char* name, int syncs_names) {
  MemoryVfs& vfs = of(base);
  if (!vfs.disk().has(name)) return SQLITE_IOERR_DELETE_NOENT;
  return vfs.change("remove", [&] {
    vfs.disk().remove(name);
    if (syncs_names != 0) vfs.disk().sync_names();
  });
}

int has_file(sqlite3_vfs* base, const char* name, int, int* is_there) {
  MemoryDisk& disk = of(base).disk();
  *is_there = disk.has(name) && !disk.bytes(disk.open(name)).empty() ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  if (std::strlen(name) + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, name, std::strlen(name) + 1);
  return SQLITE_OK;
}

// The same each time, so that a run can be repeated.
int draw_bytes(sqlite3_vfs*, int size, char* out) {
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(i * 37 + 11);
  return size;
}
int sleep_us(sqlite3_vfs*, int us) {
  return us;
}
int julian_day(sqlite3_vfs*, double* day) {
  *day = 2460000.5;
  return SQLITE_OK;
}
int julian_day_ms(sqlite3_vfs*, sqlite3_int64* ms) {
  constexpr sqlite3_int64 ms_per_day = 86'400'000;
  *ms = 2460000 * ms_per_day;
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

MemoryVfs::MemoryVfs(MemoryDisk& disk, const char* name, Use use)
    : disk_(disk), vfs_(std::make_unique<sqlite3_vfs>()) {
  vfs_->iVersion = 2;
  vfs_->szOsFile = sizeof(OpenFile);
  vfs_->mxPathname = path_bytes_max;
  vfs_->zName = name;
  vfs_->pAppData = this;
  vfs_->xOpen = open_file;
  vfs_->xDelete = remove_file;
  vfs_->xAccess = has_file;
  vfs_->xFullPathname = full_path;
  vfs_->xRandomness = draw_bytes;
  vfs_->xSleep = sleep_us;
  vfs_->xCurrentTime = julian_day;
  vfs_->xCurrentTimeInt64 = julian_day_ms;
  vfs_->xGetLastError = last_error;
  if (sqlite3_vfs_register(vfs_.get(), use == Use::everywhere ? 1 : 0) != SQLITE_OK) {
    throw std::runtime_error("the memory VFS is not taken");
  }
}

MemoryVfs::~MemoryVfs() {
  sqlite3_vfs_unregister(vfs_.get());
}

int MemoryVfs::change(std::string_view what, const Effect& effect) {
  if (const int code = trouble_with(what); code != SQLITE_OK) return code;
  if (around) {
    around(what, effect);
  } else {
    effect();
  }
  return SQLITE_OK;
}

volatile void* MemoryVfs::shared(MemoryDisk::FileId file, int region, int bytes) {
  auto& regions = shared_[file];
  // Pointers to the regions before must stay: each is a buffer of its own.
  while (regions.size() <= static_cast<std::size_t>(region)) {
    regions.emplace_back(static_cast<std::size_t>(bytes));
  }
  return regions[static_cast<std::size_t>(region)].data();
}

}  // namespace raas_test
