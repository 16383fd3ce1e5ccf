#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "ports/registrations.h"

namespace raas::test {

/// A payload CID that differs with @p number.
[[nodiscard]] inline std::string cid_text(std::uint64_t number) {
  std::string bytes("\x01\x55\x12\x20", 4);
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(i < 8 ? number >> (8 * i) : 7);
  return Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()})
      .value()
      .text();
}

/// A contract whose requests a test submits. Tells what lies above the cursor that is stored, as
/// its follower would; a cursor says how many changes were told.
class MemoryContract : public Registrations {
 public:
  void submit(std::uint64_t id, const std::string& text, RegistrationThresholds thresholds) {
    Registration told;
    told.request_id = id;
    told.cid_bytes = text;
    told.thresholds = thresholds;
    told.payload = Cid::parse(text).value();
    told.height = 1000;
    changes_.push_back({.withdrawn_from = {}, .told = std::move(told)});
  }
  void submit_unreadable(std::uint64_t id, const std::string& refusal) {
    Registration told;
    told.request_id = id;
    told.cid_bytes = "?";
    told.refusal = refusal;
    changes_.push_back({.withdrawn_from = {}, .told = std::move(told)});
  }
  void withdraw(std::uint64_t from_id) {
    changes_.push_back({.withdrawn_from = from_id, .told = {}});
  }
  /// The process is gone.
  void forget() { told_ = 0; }

  [[nodiscard]] const std::string& contract() const override { return contract_; }
  [[nodiscard]] std::string cursor_name() const override { return "registrations " + contract_; }
  [[nodiscard]] Status resume(const std::string& cursor) override {
    if (refuses_cursors) return Error(Code::corrupt, "cursor: of something else");
    told_ = std::stoul(cursor);
    return {};
  }
  // One change at a time, withdrawals alone, as news apply them before registrations.
  [[nodiscard]] RegistrationNews advance(Now now) override {
    RegistrationNews news;
    constexpr Millis half_an_hour_ms = 1800000;
    news.next_monotonic_ms = now.monotonic_ms + half_an_hour_ms;
    if (told_ == changes_.size()) return news;
    news.next_monotonic_ms = now.monotonic_ms;
    const Change& change = changes_[told_++];
    news.withdrawn_from = change.withdrawn_from;
    if (!change.withdrawn_from) news.registrations.push_back(change.told);
    news.cursor = std::to_string(told_);
    return news;
  }
  [[nodiscard]] const RegistrationHealth& health() const override { return health_; }

  bool refuses_cursors = false;

 private:
  struct Change {
    std::optional<std::uint64_t> withdrawn_from;
    Registration told;
  };
  std::string contract_ = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
  std::vector<Change> changes_;
  std::size_t told_ = 0;
  RegistrationHealth health_;
};

}  // namespace raas::test
