#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace raas_test {

/// A line of the plugin's history, as it is in its database.
struct HistoryLine {
  std::uint64_t seq = 0;
  std::uint64_t job = 0;
  std::string event;
  std::string key;
};

/// Reads the event and the key of a packed line, both blobs in hexadecimal digits. Throws where it
/// cannot: a history that nobody can read must not look like one without fault.
/// @param phrases  Patterns by their row.
void read_packed(const std::string& hex, const std::map<std::uint64_t, std::string>& phrases,
                 HistoryLine& line);

/// The bytes that hexadecimal digits stand for.
[[nodiscard]] std::string bytes_in_hex(const std::string& hex);

}  // namespace raas_test
