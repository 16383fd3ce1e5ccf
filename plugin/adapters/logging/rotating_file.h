#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// A file of lines that is set aside when it has grown: raas.log, raas.1.log, raas.2.log ...
/// May be used from several threads.
class RotatingFile {
 public:
  struct Limits {
    std::uint64_t bytes_max = 0;  ///< Of one file.
    std::uint32_t files_max = 1;  ///< The current one included.
  };

  [[nodiscard]] static Result<RotatingFile> open(const std::string& path, const Limits& limits);

  RotatingFile(RotatingFile&&) noexcept;
  RotatingFile& operator=(RotatingFile&&) noexcept;
  ~RotatingFile();

  /// @retval unavailable  E.g. the disk is full; the line is lost.
  [[nodiscard]] Status write(std::string_view line);
  [[nodiscard]] Status flush();

 private:
  struct Sink;
  explicit RotatingFile(std::unique_ptr<Sink> sink);

  std::unique_ptr<Sink> sink_;
};

}  // namespace raas
