#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crash/history_line.h"
#include "crash/memory_disk.h"
#include "crash/memory_vfs.h"
#include "support/abi_plugin.h"
#include "support/temporary_folder.h"

namespace raas_test {

/// The plugin as it is released, over a disk in memory, with a host and a chain in memory; its
/// process can end at any moment and begin again.
class Deployment {
 public:
  explicit Deployment(std::string config);

  AbiHost host;
  MemoryDisk disk;
  /// What the host makes of the updates that it is about to tell.
  std::function<void(std::vector<PendingEvent>&)> tamper;
  MemoryVfs vfs{disk, "crash", MemoryVfs::Use::everywhere};

  [[nodiscard]] AbiPlugin& plugin() { return *plugin_; }
  /// Begins an instance where there is none.
  void begin();
  /// As a host that tries again where the plugin refuses.
  void begin_at_last();
  /// The process of host and plugin is gone at this very moment, within whatever call it is. What
  /// runs on above it on the stack must never be returned to.
  void die(Loss loss, std::uint64_t draw);
  void watch_no_more();
  /// Ends the instance as a host should that stops.
  void stop();

  /// Lets time pass, tells the plugin what the host has to tell, and pumps.
  void advance(mock::Epochs epochs);
  /// What the host has to tell is told, and nothing is left to do at this moment.
  void settle();

  /// A number from the database; -1 if it cannot be told.
  [[nodiscard]] std::int64_t ask_database(const std::string& sql) const;
  /// What SQLite finds wrong in the database as it is on the disk now; empty if nothing.
  [[nodiscard]] std::string database_damage() const;
  /// All of it; none as long as there is no database.
  [[nodiscard]] std::vector<HistoryLine> history() const;
  /// Deals of a job that are live on the chain.
  [[nodiscard]] std::size_t live_copies(std::uint64_t job) const;
  /// Deals that neither failed nor were cancelled, and are not active yet.
  [[nodiscard]] std::size_t deals_under_way() const;
  /// Rises when anything changes that outlives the process.
  [[nodiscard]] std::uint64_t version() const { return disk.version() + world_version_; }
  [[nodiscard]] std::uint64_t durable_version() const {
    return disk.durable_version() + world_version_;
  }
  void world_changed() { ++world_version_; }
  /// The plugin works by itself, and not for a client who waits for its answer.
  [[nodiscard]] bool is_pumping() const { return is_pumping_; }

 private:
  [[nodiscard]] std::string database() const { return state_dir_ + "/raas.db"; }
  void enter_new_folder();
  void deliver();
  void forget_durable_updates();

  TemporaryFolder folder_;
  std::string state_dir_;
  std::string config_;
  std::unique_ptr<AbiPlugin> plugin_;
  bool is_pumping_ = false;
  unsigned life_ = 0;
  std::uint64_t delivered_seq_ = 0;
  std::uint64_t world_version_ = 0;
};

}  // namespace raas_test
