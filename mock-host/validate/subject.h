#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "raas/raas.h"
#include "validate/process_state.h"

namespace mock {

/// How the library came into this process.
struct Loading {
  double busy_ms = 0;  ///< Of the processor, so that a machine with other work does not count.
  ProcessState before;
  ProcessState after;
  std::string written;  ///< To standard output and error meanwhile.
};

/// The plugin that is looked at. It is loaded when it is first needed.
class Subject {
 public:
  explicit Subject(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] const Loading& loading();
  [[nodiscard]] raas_plugin_entry_fn entry_function();
  /// What it tells a host that fits. Throws std::runtime_error with the reason if it does not.
  [[nodiscard]] const raas_plugin_entry& entry();

 private:
  void load();

  std::filesystem::path file_;
  Loading loading_;
  raas_plugin_entry_fn function_ = nullptr;
  const raas_plugin_entry* entry_ = nullptr;
};

/// This host, as it presents itself to a plugin.
[[nodiscard]] raas_host_info this_host();
/// A NULL-terminated list of ids.
[[nodiscard]] std::vector<std::string> ids_of(const char* const* list);

}  // namespace mock
