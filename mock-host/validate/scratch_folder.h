#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace mock {

/// A new folder that goes with the object. In memory where there is such a place: nothing in it
/// must outlive the machine.
class ScratchFolder {
 public:
  ScratchFolder() {
    const bool is_told = std::getenv("TMPDIR") != nullptr;
    const bool has_memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    const std::filesystem::path place =
        !is_told && has_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string name = (place / "raas-validate-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error(name + ": cannot be made");
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// A folder in it.
  [[nodiscard]] std::string folder(const std::string& name) const {
    std::filesystem::create_directories(path_ / name);
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace mock
