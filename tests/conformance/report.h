#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conformance {

/// What is looked at, in the order of the report.
inline constexpr std::string_view checks[] = {"calls_are_serial",
                                              "calls_do_not_nest",
                                              "life_is_in_order",
                                              "init_is_complete",
                                              "time_does_not_run_back",
                                              "required_tables_are_complete",
                                              "unknown_extensions_are_null",
                                              "bad_arguments_are_refused",
                                              "unknown_fields_and_flags_are_refused",
                                              "unknown_requests_are_not_found",
                                              "data_is_fetched_and_read",
                                              "data_goes_when_it_is_released",
                                              "request_is_accepted",
                                              "same_key_is_the_same_request",
                                              "other_request_under_a_key_is_a_conflict",
                                              "request_can_be_found",
                                              "excluded_providers_get_nothing",
                                              "lent_memory_lives_until_the_call_returns",
                                              "errors_keep_to_their_room",
                                              "events_rise",
                                              "events_come_again_after_retry",
                                              "fetches_are_told",
                                              "deals_are_told_as_made",
                                              "wake_is_followed_by_a_pump",
                                              "deadline_is_kept",
                                              "requests_survive_a_restart",
                                              "conflict_survives_a_restart",
                                              "events_come_again_after_a_restart"};

/// What was found of the host, kept in a file across restarts.
class Report {
 public:
  /// Takes over what an earlier life found.
  void open(const std::string& folder);
  /// The check was looked at; it stays failed once it is.
  void expect(std::string_view check, bool holds, const std::string& otherwise);
  /// The check was looked at, as far as it came.
  void pass(std::string_view check) { expect(check, true, ""); }
  void save() const;

  /// Something to be remembered for the next life.
  void remember(const std::string& name, const std::string& value);
  [[nodiscard]] std::string remembered(const std::string& name) const;

  [[nodiscard]] std::size_t passed() const;
  [[nodiscard]] std::string json() const;
  /// "RaaS host ABI 1.0: 28/28"
  [[nodiscard]] std::string last_line() const;
  /// New failures since the last call, one a line.
  [[nodiscard]] std::vector<std::string> take_news();

 private:
  struct Found {
    bool is_good = true;
    std::string why;
  };

  std::string folder_;
  std::map<std::string, Found, std::less<>> found_;
  std::map<std::string, std::string> memory_;
  std::vector<std::string> news_;
};

}  // namespace conformance
