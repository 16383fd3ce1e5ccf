#include "adapters/logging/rotating_file.h"

#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>

namespace raas {

/// The sink alone, without a logger: spdlog's registry is one for the whole program.
struct RotatingFile::Sink {
  Sink(const std::string& path, const Limits& limits)
      : file(path, limits.bytes_max, limits.files_max - 1) {
    file.set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, "\n"));
  }

  spdlog::sinks::rotating_file_sink_mt file;
};

RotatingFile::RotatingFile(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}
RotatingFile::RotatingFile(RotatingFile&&) noexcept = default;
RotatingFile& RotatingFile::operator=(RotatingFile&&) noexcept = default;
RotatingFile::~RotatingFile() = default;

Result<RotatingFile> RotatingFile::open(const std::string& path, const Limits& limits) {
  if (limits.bytes_max == 0 || limits.files_max == 0) {
    return Error(Code::invalid_input, "log file: limits of 0, expected more");
  }
  try {
    return RotatingFile(std::make_unique<Sink>(path, limits));
  } catch (const spdlog::spdlog_ex& thrown) {
    return Error(Code::invalid_input, "log file: " + std::string(thrown.what()));
  }
}

Status RotatingFile::write(std::string_view line) {
  try {
    // The line has its time already; without one here spdlog would read the clock.
    const spdlog::details::log_msg message(spdlog::log_clock::time_point{}, spdlog::source_loc{},
                                           {}, spdlog::level::info, {line.data(), line.size()});
    sink_->file.log(message);
    return {};
  } catch (const spdlog::spdlog_ex& thrown) {
    return Error(Code::unavailable, "log file: " + std::string(thrown.what()));
  }
}

Status RotatingFile::flush() {
  try {
    sink_->file.flush();
    return {};
  } catch (const spdlog::spdlog_ex& thrown) {
    return Error(Code::unavailable, "log file: " + std::string(thrown.what()));
  }
}

}  // namespace raas
