#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/epoch.h"

namespace raas::lotus {

/// After so many refusals in a row a call is given up for this tick.
inline constexpr std::uint32_t refusals_max = 6;

/// So many requests are under way before anything is known of the node.
inline constexpr std::size_t requests_first = 4;

/// SplitMix64: the same for the same value, and no pattern between values.
[[nodiscard]] std::uint64_t mixed(std::uint64_t value);

/// A seed of the jitter that hosts do not share, so that those which one node sent away at once do
/// not come back at once: of the instance's @p name and of when it began.
[[nodiscard]] std::uint64_t jitter_seed(std::string_view name, Millis began_unix_ms);

/// The wait after the @p refusals-th refusal in a row: 1, 2, 4, ... 32 s, and up to half as much
/// more.
[[nodiscard]] Millis backoff_ms(std::uint32_t refusals, std::uint64_t random);

/// Of what calls a request is, by what they cost the node: a request holds one kind.
enum class CallKind : std::uint8_t { ordinary, long_answer };
inline constexpr std::size_t call_kind_count = 2;

/// What became of a request that was answered as a whole.
struct Answered {
  std::size_t calls = 1;
  Millis took_ms = 0;
  CallKind kind = CallKind::ordinary;
  bool is_full = false;  ///< It held as many calls as one of its kind was to hold then.
};

/// How fast one node is asked: what a request may hold, how many of them may be under way, and when
/// the next one may go.
///
/// A node that is far away answers more requests at a time no later than one, so it is asked more
/// at a time; one that is at its limit answers each of them later, and gets fewer.
class Pace {
 public:
  Pace(std::size_t calls_max, std::size_t requests_max, std::uint64_t seed)
      : calls_max_(calls_max), requests_max_(requests_max), seed_(seed) {}

  /// Of @p calls_max as many as the node takes now; at least 1.
  [[nodiscard]] std::size_t share_of(std::size_t calls_max) const;
  /// How many requests may be under way; at least 1.
  [[nodiscard]] std::size_t requests() const { return requests_; }
  [[nodiscard]] Millis not_before_ms() const { return not_before_ms_; }
  [[nodiscard]] bool is_exhausted() const { return refusals_ >= refusals_max; }

  /// A whole request was answered.
  void was_answered(const Answered& answered);
  /// Some calls of a request were answered: a refusal of the others is a first one.
  void was_answered_in_part() { refusals_ = 0; }
  /// The node asked for less. @p retry_after_ms  What it wishes; 0 = it did not say.
  void was_refused(Millis monotonic_ms, Millis retry_after_ms);
  /// No answer came to a request in time: it may have been too long.
  void was_too_slow() { halve(); }

 private:
  void halve();
  void weigh(const Answered& answered);

  std::size_t calls_max_;
  std::size_t requests_max_;
  std::uint64_t seed_;
  std::size_t calls_ = calls_max_;
  std::size_t requests_ = requests_max_ < requests_first ? requests_max_ : requests_first;
  /// Of late, for one call of a full request, by kind; 0 = none was seen.
  std::array<double, call_kind_count> quickest_ms_{};
  std::uint32_t refusals_ = 0;  ///< In a row.
  std::uint64_t refusals_ever_ = 0;
  Millis not_before_ms_ = 0;
};

}  // namespace raas::lotus
