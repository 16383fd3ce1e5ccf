#pragma once

#include <raas/host.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "adapters/logging/rotating_file.h"
#include "core/epoch.h"
#include "ports/events.h"

namespace raas {

/// Writes events through the host's log, and to a file if there is one. May be used from several
/// threads: the host hears only of what happens on its own thread inside its own call; the file of
/// all.
class HostEvents final : public Events {
 public:
  /// @p host  Outlives this.
  HostEvents(const raas_host_table& host, Level level_min) : host_(host), level_min_(level_min) {}

  void write_to(RotatingFile file);

  /// Marks a call of the host on the calling thread. The file is flushed when it ends.
  void enter_call();
  void leave_call();
  /// The clock is the host's; of the last call that told it.
  void set_now(Millis unix_ms);

  void emit(const Event& event) override;
  [[nodiscard]] bool wants(Level level) const override { return level >= level_min_; }

  /// Lines that the file did not take, e.g. because the disk is full.
  [[nodiscard]] std::uint64_t lines_lost() const;

 private:
  void tell_host(const Event& event) const;
  [[nodiscard]] bool is_on_host_thread() const;

  const raas_host_table& host_;
  const Level level_min_;

  mutable std::mutex mutex_;  ///< Guards what follows. Not held while the host is called.
  std::optional<RotatingFile> file_;
  std::optional<std::thread::id> host_thread_;  ///< While a call of the host is served.
  Millis now_unix_ms_ = 0;
  std::uint64_t lines_lost_ = 0;
  bool is_flush_due_ = false;
};

}  // namespace raas
