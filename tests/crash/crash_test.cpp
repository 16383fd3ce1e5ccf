#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "crash/sweep.h"

namespace raas_test {
namespace {

constexpr std::size_t points_min = 2000;
constexpr std::size_t failures_shown_max = 10;
constexpr mock::Epochs publish_late_epochs = 300;

std::size_t count_with(const SweepReport& report, const std::string& part) {
  return static_cast<std::size_t>(
      std::count_if(report.failures.begin(), report.failures.end(),
                    [&](const std::string& text) { return text.find(part) != std::string::npos; }));
}

void tell(const SweepReport& report) {
  BOOST_TEST_MESSAGE(report.points << " points, " << report.ends << " ends, " << report.worlds
                                   << " different worlds, " << report.deals << " deals, "
                                   << report.failures.size() << " failures");
  for (std::size_t i = 0; i < std::min(report.failures.size(), failures_shown_max); ++i) {
    BOOST_TEST_MESSAGE(report.failures[i]);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crash)

BOOST_AUTO_TEST_CASE(process_that_ends_at_any_point_loses_nothing_and_makes_no_deal_twice) {
  const bool is_whole = scale_percent() > 100;
  const SweepReport report = sweep({.phases = is_whole ? life_of_jobs() : first_copies({2})});
  tell(report);
  for (const std::string& failure : report.failures) BOOST_ERROR(failure);
  if (is_whole) BOOST_TEST(report.points >= points_min);
}

BOOST_AUTO_TEST_CASE(sweep_finds_keys_from_a_counter_in_memory) {
  const SweepReport report =
      sweep({.phases = one_job_after_the_other(), .mistake = Mistake::key_from_counter});
  tell(report);
  BOOST_TEST(count_with(report, "deals: ") + count_with(report, "host: ") > 0U);
}

// The key follows from the job alone, and the host tells of its deal when it is published: that
// hides the mistake, unless the plugin looks at its job again before. Then it asks under the same
// key for something else, since its start epoch follows from the time at which it is recorded.
BOOST_AUTO_TEST_CASE(sweep_finds_an_intent_that_is_recorded_after_the_call) {
  SweepPlan plan{.phases = first_copies({2}), .publish_after_epochs = publish_late_epochs};
  const SweepReport well = sweep(plan);
  tell(well);
  BOOST_TEST(well.failures.empty());

  plan.mistake = Mistake::record_after_call;
  const SweepReport report = sweep(plan);
  tell(report);
  BOOST_TEST(count_with(report, "power cut") > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
