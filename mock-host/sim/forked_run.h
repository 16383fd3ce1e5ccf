#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "sim/sim.h"

namespace mock {

/// What a run in a process of its own came to.
struct ForkedRunEnd {
  std::string trouble;                  ///< Empty = it ran to its end and gave a report.
  std::string report;                   ///< JSON.
  std::vector<std::string> violations;  ///< As the report has them.
  double seconds = 0;
};

/// One run in a process of its own: a crash of the plugin ends nothing else.
class ForkedRun {
 public:
  /// Begins the run. @p folder exists and is this child's own.
  ForkedRun(const SimOptions& options, const Scenario& scenario, std::filesystem::path folder);

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// After waitpid() gave @p status.
  [[nodiscard]] ForkedRunEnd end(int status) const;
  /// Waits for it.
  [[nodiscard]] ForkedRunEnd wait() const;

 private:
  std::filesystem::path folder_;
  pid_t pid_ = -1;
};

/// A folder for what runs write, which goes with this object.
class RunFolders {
 public:
  RunFolders();
  ~RunFolders();
  RunFolders(const RunFolders&) = delete;
  RunFolders& operator=(const RunFolders&) = delete;
  /// A new folder in it; empty = there is none.
  [[nodiscard]] std::filesystem::path add(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace mock
