#include "core/bitfield_runs.h"

#include <algorithm>
#include <limits>
#include <string>

namespace raas {
namespace {

constexpr std::uint64_t numbers_end_max = std::numeric_limits<std::int64_t>::max();

bool begins_before(const NumberRange& a, const NumberRange& b) {
  return a.first < b.first;
}

}  // namespace

Result<BitfieldRuns> BitfieldRuns::from_lengths(std::span<const std::uint64_t> lengths) {
  BitfieldRuns runs;
  runs.ranges_.reserve(lengths.size() / 2);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const std::uint64_t length = lengths[i];
    if (length == 0 && i != 0) {
      return Error(Code::corrupt, "bitfield: run " + std::to_string(i) +
                                      ": length is 0, which only the first run may have");
    }
    if (length > numbers_end_max - at) {
      return Error(Code::corrupt, "bitfield: run " + std::to_string(i) +
                                      ": ends above 2^63-1, the highest number");
    }
    if (i % 2 == 1) runs.ranges_.push_back({.first = at, .end = at + length});
    at += length;
  }
  return runs;
}

bool BitfieldRuns::contains(std::uint64_t number) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), NumberRange{number, 0}, begins_before);
  return after != ranges_.begin() && number < std::prev(after)->end;
}

std::uint64_t BitfieldRuns::count() const {
  std::uint64_t sum = 0;
  for (const NumberRange& range : ranges_) sum += range.end - range.first;
  return sum;
}

void BitfieldRuns::unite(const BitfieldRuns& other) {
  if (other.ranges_.empty()) return;
  if (ranges_.empty()) {
    ranges_ = other.ranges_;
    return;
  }
  std::vector<NumberRange> both(ranges_.size() + other.ranges_.size());
  std::merge(ranges_.begin(), ranges_.end(), other.ranges_.begin(), other.ranges_.end(),
             both.begin(), begins_before);
  auto last = both.begin();
  for (auto next = std::next(last); next != both.end(); ++next) {
    if (next->first <= last->end) {
      last->end = std::max(last->end, next->end);
    } else {
      *++last = *next;
    }
  }
  both.erase(std::next(last), both.end());
  ranges_ = std::move(both);
}

}  // namespace raas
