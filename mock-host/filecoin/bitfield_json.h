#pragma once

#include <cstdint>

#include "filecoin/json_writer.h"

namespace mock {

/// Writes a set of numbers as Lotus does: the lengths of runs, absent and present numbers by turns.
/// The first run is of absent ones, and 0 long when number 0 is present. The empty set is `[0]`.
class BitfieldJson {
 public:
  explicit BitfieldJson(JsonWriter& out) : out_(out) { out_.begin_array(); }

  /// Adds a number; they must come in ascending order.
  void add(std::uint64_t number) {
    if (run_ > 0 && number == end_) {
      ++run_;
    } else {
      flush();
      out_.number(number - end_);
      run_ = 1;
    }
    end_ = number + 1;
  }

  /// Closes the array; nothing may be added any more.
  void finish() {
    flush();
    if (end_ == 0) out_.number(0U);
    out_.end_array();
  }

 private:
  void flush() {
    if (run_ > 0) out_.number(run_);
    run_ = 0;
  }

  JsonWriter& out_;
  std::uint64_t end_ = 0;  ///< One past the last number added.
  std::uint64_t run_ = 0;  ///< Length of the set run that is not written yet.
};

}  // namespace mock
