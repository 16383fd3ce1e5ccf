#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "aggregator/judge.h"

namespace mock {

/// Tells on stderr how far a run is: one line that is rewritten on a terminal, else a line now and
/// then.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();

  /// Cheap enough to be called at every step.
  void show(Epochs done, Epochs total, const Judge& judge);

 private:
  bool quiet_;
  bool terminal_;
  bool line_open_ = false;
  std::uint32_t calls_ = 0;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace mock
