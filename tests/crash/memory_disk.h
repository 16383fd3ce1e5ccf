#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace raas_test {

/// What is still there after the end of a process.
enum class Loss : std::uint8_t {
  none,      ///< kill -9: the system goes on and writes everything.
  unsynced,  ///< A power cut that takes everything that was not synced.
  torn,      ///< A power cut that takes some sectors of it, in no order.
};

/// A disk in memory that knows what was synced: bytes of files as well as names in the folder.
///
/// Bytes are durable after a sync of their file, names after a sync of the folder. What comes
/// before that may be there after a power cut or not, each sector by itself; names in their order.
class MemoryDisk {
 public:
  using FileId = std::size_t;

  /// The file of that name; a new one where there is none.
  FileId open(const std::string& name);
  [[nodiscard]] bool has(const std::string& name) const { return names_.contains(name); }
  void remove(const std::string& name);
  void sync_names();

  [[nodiscard]] std::string_view bytes(FileId file) const { return files_[file].now; }
  [[nodiscard]] std::string_view bytes(const std::string& name) const {
    return files_[names_.at(name)].now;
  }
  void write(FileId file, std::size_t offset, std::string_view bytes);
  void truncate(FileId file, std::size_t size);
  void sync(FileId file);
  void sync_all();

  /// The process is gone, and what @p loss takes. @p draw decides which sectors are torn.
  void lose(Loss loss, std::uint64_t draw);
  /// Another folder: all names that begin with @p from begin with @p to. Durable at once.
  void move(const std::string& from, const std::string& to);
  /// Rises with each change of what a restart may find.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// Rises with each change of what is found after a loss of all that was not synced.
  [[nodiscard]] std::uint64_t durable_version() const { return durable_version_; }
  [[nodiscard]] bool is_synced() const;

 private:
  struct Change {
    bool is_write = true;  ///< Else the file ends at offset.
    std::size_t offset = 0;
    std::string bytes;
  };
  struct File {
    std::string durable;
    std::string now;
    std::vector<Change> unsynced;
  };
  struct Rename {
    std::string name;
    bool is_added = true;
    FileId file = 0;
  };

  static void apply(std::string& bytes, const Change& change);
  void change_name(const Rename& rename);

  std::vector<File> files_;
  std::map<std::string, FileId> names_;
  std::map<std::string, FileId> names_durable_;
  std::vector<Rename> names_unsynced_;
  std::uint64_t version_ = 0;
  std::uint64_t durable_version_ = 0;
};

}  // namespace raas_test
