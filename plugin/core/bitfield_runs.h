#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace raas {

/// The numbers from `first` up to, but not including, `end`.
struct NumberRange {
  std::uint64_t first = 0;
  std::uint64_t end = 0;

  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

/// A set of sector numbers as Lotus writes it in JSON: an array of run lengths, alternately of
/// numbers that are not in the set and of numbers that are, beginning with those that are not.
/// `[5,1]` is {5},
/// `[0,3]` is {0,1,2}, `[0]` is the empty set. A zero stands in the first place only.
///
/// Kept as ranges; a million sectors in a row take as much as one.
class BitfieldRuns {
 public:
  BitfieldRuns() = default;

  /// @retval corrupt  A zero behind the first place, or numbers over 2^63-1.
  [[nodiscard]] static Result<BitfieldRuns> from_lengths(std::span<const std::uint64_t> lengths);

  [[nodiscard]] bool contains(std::uint64_t number) const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] std::uint64_t count() const;
  /// Ascending; neither overlapping nor touching.
  [[nodiscard]] std::span<const NumberRange> ranges() const { return ranges_; }

  /// Takes in the numbers of @p other.
  void unite(const BitfieldRuns& other);

 private:
  std::vector<NumberRange> ranges_;
};

}  // namespace raas
