#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "crash/memory_disk.h"

struct sqlite3_vfs;

namespace raas_test {

/// SQLite on a MemoryDisk, under a name for as long as it lives.
class MemoryVfs {
 public:
  /// Whose a connection is that names none.
  enum class Use : std::uint8_t {
    everywhere,  ///< Of the whole program, and so of a plugin that is loaded.
    by_name,
  };
  MemoryVfs(MemoryDisk& disk, const char* name, Use use);
  ~MemoryVfs();
  MemoryVfs(const MemoryVfs&) = delete;
  MemoryVfs& operator=(const MemoryVfs&) = delete;

  /// The process is gone, and with it the memory that connections shared.
  void forget_process() { shared_.clear(); }

  using Effect = std::function<void()>;
  /// Runs around each change of the disk: is to call its second argument, or the change is lost.
  std::function<void(std::string_view what, const Effect& effect)> around;
  /// What a change answers with instead of being made; 0 = it is made. An SQLite result code.
  std::function<int(std::string_view what)> trouble;

  MemoryDisk& disk() { return disk_; }
  [[nodiscard]] int change(std::string_view what, const Effect& effect);
  [[nodiscard]] int trouble_with(std::string_view what) const {
    return trouble ? trouble(what) : 0;
  }
  /// A region of memory that all connections to @p file share.
  [[nodiscard]] volatile void* shared(MemoryDisk::FileId file, int region, int bytes);
  void drop_shared(MemoryDisk::FileId file) { shared_.erase(file); }

 private:
  MemoryDisk& disk_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  std::map<MemoryDisk::FileId, std::vector<std::vector<char>>> shared_;
};

}  // namespace raas_test
