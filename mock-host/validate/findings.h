#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mock {

/// What a check found: nothing is good.
class Findings {
 public:
  void add(std::string finding) {
    if (all_.size() < findings_max) all_.push_back(std::move(finding));
  }
  /// Notes @p otherwise unless @p holds, and passes @p holds on.
  bool expect(bool holds, std::string otherwise) {
    if (!holds) add(std::move(otherwise));
    return holds;
  }
  /// There is nothing to be looked at here, and why.
  void skip(std::string because) { skipped_ = std::move(because); }

  [[nodiscard]] const std::vector<std::string>& all() const { return all_; }
  [[nodiscard]] const std::string& skipped() const { return skipped_; }

 private:
  static constexpr std::size_t findings_max = 20;

  std::vector<std::string> all_;
  std::string skipped_;
};

}  // namespace mock
