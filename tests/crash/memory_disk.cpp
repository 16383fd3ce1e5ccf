#include "crash/memory_disk.h"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>

namespace raas_test {
namespace {

constexpr std::size_t sector_bytes = 512;

}  // namespace

MemoryDisk::FileId MemoryDisk::open(const std::string& name) {
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second;
  const FileId file = files_.size();
  files_.emplace_back();
  change_name({.name = name, .is_added = true, .file = file});
  return file;
}

void MemoryDisk::remove(const std::string& name) {
  if (has(name)) change_name({.name = name, .is_added = false, .file = 0});
}

void MemoryDisk::change_name(const Rename& rename) {
  if (rename.is_added) {
    names_[rename.name] = rename.file;
  } else {
    names_.erase(rename.name);
  }
  names_unsynced_.push_back(rename);
  ++version_;
}

void MemoryDisk::sync_names() {
  if (!names_unsynced_.empty()) ++durable_version_, ++version_;
  names_durable_ = names_;
  names_unsynced_.clear();
}

void MemoryDisk::apply(std::string& bytes, const Change& change) {
  if (!change.is_write) {
    bytes.resize(change.offset);
    return;
  }
  const std::size_t end = change.offset + change.bytes.size();
  if (bytes.size() < end) bytes.resize(end);
  std::copy(change.bytes.begin(), change.bytes.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

void MemoryDisk::write(FileId file, std::size_t offset, std::string_view bytes) {
  Change change{.is_write = true, .offset = offset, .bytes = std::string(bytes)};
  apply(files_[file].now, change);
  files_[file].unsynced.push_back(std::move(change));
  ++version_;
}

void MemoryDisk::truncate(FileId file, std::size_t size) {
  Change change{.is_write = false, .offset = size, .bytes = {}};
  apply(files_[file].now, change);
  files_[file].unsynced.push_back(std::move(change));
  ++version_;
}

void MemoryDisk::sync(FileId file) {
  if (!files_[file].unsynced.empty()) ++durable_version_, ++version_;
  files_[file].durable = files_[file].now;
  files_[file].unsynced.clear();
}

void MemoryDisk::sync_all() {
  for (FileId file = 0; file < files_.size(); ++file) sync(file);
  sync_names();
}

bool MemoryDisk::is_synced() const {
  return names_unsynced_.empty() && std::all_of(files_.begin(), files_.end(), [](const File& file) {
           return file.unsynced.empty();
         });
}

void MemoryDisk::lose(Loss loss, std::uint64_t draw) {
  boost::random::mt19937 random(static_cast<std::uint32_t>(draw));
  const auto one_of = [&random](std::size_t count) {
    return boost::random::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  for (File& file : files_) {
    if (loss == Loss::none) file.durable = file.now;
    for (const Change& change : file.unsynced) {
      if (loss != Loss::torn) break;
      if (!change.is_write && one_of(2) == 0) apply(file.durable, change);
      for (std::size_t at = 0; at < change.bytes.size();) {
        const std::size_t in_sector = sector_bytes - (change.offset + at) % sector_bytes;
        const std::size_t size = std::min(in_sector, change.bytes.size() - at);
        if (one_of(2) == 0) {
          apply(file.durable, {.is_write = true,
                               .offset = change.offset + at,
                               .bytes = change.bytes.substr(at, size)});
        }
        at += size;
      }
    }
    file.now = file.durable;
    file.unsynced.clear();
  }
  std::size_t kept = 0;
  if (loss == Loss::none) kept = names_unsynced_.size();
  if (loss == Loss::torn) kept = one_of(names_unsynced_.size() + 1);
  for (std::size_t i = 0; i < kept; ++i) {
    const Rename& rename = names_unsynced_[i];
    if (rename.is_added) {
      names_durable_[rename.name] = rename.file;
    } else {
      names_durable_.erase(rename.name);
    }
  }
  names_unsynced_.clear();
  names_ = names_durable_;
  ++version_;
  ++durable_version_;
}

void MemoryDisk::move(const std::string& from, const std::string& to) {
  std::map<std::string, FileId> moved;
  for (const auto& [name, file] : names_) {
    moved[name.starts_with(from) ? to + name.substr(from.size()) : name] = file;
  }
  names_ = names_durable_ = std::move(moved);
}

}  // namespace raas_test
