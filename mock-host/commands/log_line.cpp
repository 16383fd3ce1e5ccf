#include "commands/log_line.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace mock {

std::string_view name_of_level(raas_log_level level) {
  constexpr std::array<std::string_view, 7> names = {"trace", "debug",       "info",         "warn",
                                                     "error", "host_misuse", "plugin_misuse"};
  return level < names.size() ? names[level] : "info";
}

std::string log_line(std::int64_t unix_ms, raas_log_level level, std::string_view plugin,
                     std::string_view event, std::string_view message) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  std::array<char, 32> time{};
  gmtime_r(&seconds, &parts);
  const std::size_t length = std::strftime(time.data(), time.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  std::string line(time.data(), length);
  for (const std::string_view word : {name_of_level(level), plugin, event, message}) {
    line += ' ';
    line += word;
  }
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return line + "\n";
}

}  // namespace mock
