#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace raas::bench {

/// One measured figure. All benchmarks leave theirs as JSON in this form.
struct Figure {
  std::string name;  ///< Says what was measured, "sweep" or "loop_b.deals".
  std::uint64_t copies = 0;
  double value = 0;
  std::string unit;
  std::optional<std::uint64_t> latency_ms = {};  ///< Of the node, where one was asked.
  bool is_extrapolated = false;                  ///< It did not get to the end in its time.
};

/// The figures of one run, as a table for people and as JSON for programs.
class Figures {
 public:
  /// Prints the figure at once, so that a long run shows where it is.
  void add(const Figure& figure);

  /// Writes the array of {"name","copies","value","unit"}, with "latency_ms" and "extrapolated"
  /// where they say something; whether that worked.
  [[nodiscard]] bool write(const std::string& path) const;

 private:
  std::vector<Figure> figures_;
};

}  // namespace raas::bench
