#include "adapters/api/iso_time.h"

#include <fmt/format.h>

#include <chrono>

namespace raas::api {

namespace {

constexpr Millis ms_per_second = 1000;
constexpr Millis ms_per_minute = 60 * ms_per_second;
constexpr Millis ms_per_hour = 60 * ms_per_minute;
constexpr Millis ms_per_day = 24 * ms_per_hour;

/// Takes what it is asked for off the front of a text, and remembers whether all of it was there.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  int digits(std::size_t count, int max) {
    int number = 0;
    for (std::size_t at = 0; at < count; ++at) {
      if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
        ok_ = false;
        return 0;
      }
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (number > max) ok_ = false;
    return number;
  }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) { ok_ = take(wanted) && ok_; }
  void refuse() { ok_ = false; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool at_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

Millis take_date(Cursor& cursor) {
  const int year = cursor.digits(4, 9999);
  cursor.expect('-');
  const auto month = static_cast<unsigned>(cursor.digits(2, 12));
  cursor.expect('-');
  const auto day = static_cast<unsigned>(cursor.digits(2, 31));
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!cursor.ok() || !date.ok() || year < 1970) {
    cursor.refuse();
    return 0;
  }
  return std::chrono::sys_days{date}.time_since_epoch().count() * ms_per_day;
}

/// Digits after the point; more than milliseconds are read and dropped.
Millis take_fraction(Cursor& cursor) {
  Millis fraction = 0;
  Millis unit = 100;
  if (!cursor.at_digit()) cursor.refuse();
  for (int digits = 0; cursor.at_digit(); ++digits) {
    fraction += cursor.digits(1, 9) * unit;
    unit /= 10;
    if (digits == 9) cursor.refuse();
  }
  return fraction;
}

Millis take_clock(Cursor& cursor) {
  Millis clock = cursor.digits(2, 23) * ms_per_hour;
  cursor.expect(':');
  clock += cursor.digits(2, 59) * ms_per_minute;
  if (cursor.take(':')) {
    clock += cursor.digits(2, 59) * ms_per_second;
    if (cursor.take('.')) clock += take_fraction(cursor);
  }
  return clock;
}

Millis take_offset(Cursor& cursor) {
  if (cursor.take('Z') || cursor.at_end()) return 0;
  const bool east = cursor.take('+');
  if (!east) cursor.expect('-');
  Millis offset = cursor.digits(2, 23) * ms_per_hour;
  cursor.expect(':');
  offset += cursor.digits(2, 59) * ms_per_minute;
  return east ? offset : -offset;
}

}  // namespace

std::optional<Millis> parse_iso_time(std::string_view text) {
  Cursor cursor(text);
  Millis unix_ms = take_date(cursor);
  if (!cursor.at_end()) {
    cursor.expect('T');
    unix_ms += take_clock(cursor);
    unix_ms -= take_offset(cursor);
  }
  if (!cursor.ok() || !cursor.at_end() || unix_ms < 0) return std::nullopt;
  return unix_ms;
}

std::string iso_time_text(Millis unix_ms) {
  if (unix_ms < 0 || unix_ms > iso_unix_ms_max + ms_per_second - 1) return {};
  const auto days = static_cast<int>(unix_ms / ms_per_day);
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  const Millis clock = unix_ms % ms_per_day;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock / ms_per_hour, clock % ms_per_hour / ms_per_minute,
                     clock % ms_per_minute / ms_per_second);
}

}  // namespace raas::api
