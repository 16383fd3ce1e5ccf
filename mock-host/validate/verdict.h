#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mock {

/// How a check ended.
enum class Ending : std::uint8_t { passed, failed, crashed, timed_out, skipped };

[[nodiscard]] std::string_view name_of(Ending ending);

/// What came of one check.
struct Verdict {
  std::string name;  ///< `category/what_holds`.
  Ending ending = Ending::passed;
  double took_ms = 0;
  std::vector<std::string> findings;

  [[nodiscard]] bool is_good() const {
    return ending == Ending::passed || ending == Ending::skipped;
  }
};

/// All verdicts on a plugin as one line of JSON.
[[nodiscard]] std::string verdicts_json(const std::string& plugin,
                                        const std::vector<Verdict>& verdicts);
/// Reads the only verdict out of such a line; nullopt if it is no such line.
[[nodiscard]] std::optional<Verdict> only_verdict(const std::string& line);
/// All verdicts as a table for people.
[[nodiscard]] std::string verdicts_table(const std::vector<Verdict>& verdicts);

}  // namespace mock
