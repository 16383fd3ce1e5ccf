#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "aggregator/judge.h"
#include "front/http.h"
#include "plugin_instance.h"

namespace mock {

/// What clients asked the plugin for and got a 2xx for: what the judge holds the plugin to, also
/// after a restart. A line in a file for each; the newest one of a job counts.
class Registrations {
 public:
  Registrations(std::filesystem::path file, Judge& judge) : file_(std::move(file)), judge_(judge) {}

  /// Tells the judge what is on file.
  [[nodiscard]] Outcome<void> load();
  /// Looks at a request that the plugin has answered, and notes the jobs that were made or changed
  /// by it.
  [[nodiscard]] Outcome<void> note(const HttpRequest& request, const ApiResponse& answer,
                                   PluginInstance& plugin, const HostClock& now);
  /// Notes those of @p jobs that are not known yet: the plugin made them of the host's own deals,
  /// since the host's configuration tells it to.
  [[nodiscard]] Outcome<void> note_enrolled(const std::vector<std::uint64_t>& jobs,
                                            PluginInstance& plugin, const HostClock& now);
  /// Jobs that were registered and not cancelled.
  [[nodiscard]] std::size_t count() const;

 private:
  struct Entry {
    RegisteredJob job;
    bool is_cancelled = false;
  };
  [[nodiscard]] Outcome<void> note_job(std::uint64_t id, std::uint32_t copies_named,
                                       PluginInstance& plugin, const HostClock& now);
  void take(std::uint64_t id, const Entry& entry);

  std::filesystem::path file_;
  Judge& judge_;
  std::map<std::uint64_t, Entry> entries_;
};

}  // namespace mock
