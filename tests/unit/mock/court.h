#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "aggregator/judge.h"
#include "unit/mock/aggregator_parts.h"

namespace mock::test {

inline constexpr Epochs sealing_max = 8 * epochs_per_day;

inline JudgeLimits limited(void (*set)(JudgeLimits&)) {
  JudgeLimits limits;
  limits.sealing_max_epochs = sealing_max;
  if (set != nullptr) set(limits);
  return limits;
}

/// A shop with a judge, and one job for the first payload whose clients get what tests ask for.
struct Court {
  explicit Court(const JudgeLimits& limits = limited(nullptr)) : judge(shop.aggregator, limits) {
    job.payload_cid = shop.store.payloads()[0].cid;
    job.copies_min = job.copies_target = job.copies_max = 2;
    job.renew_below_epochs = 30 * epochs_per_day;
    job.repair_after_epochs = epochs_per_day;
  }

  void registers() { judge.job_registered(job); }
  void ends_in(Epochs epochs) { job.end_epoch = shop.aggregator.now() + epochs; }
  /// A request of the plugin that was decided on @p ago epochs before now.
  void request(const std::string& key, ActorId provider, Epochs ago = 0, std::size_t payload = 0) {
    auto terms = shop.terms(key, payload);
    terms.provider = provider;
    terms.start_epoch_max = shop.aggregator.now() - ago + sealing_max;
    BOOST_REQUIRE(shop.aggregator.book().request(terms).has_value());
  }
  /// Goes on, with a look of the judge at every quarter of a day.
  void run(Epochs epochs) {
    for (Epochs left = epochs; left > 0; left -= epochs_per_day / 4) {
      shop.run(std::min(left, epochs_per_day / 4));
      judge.look_around();
    }
  }
  /// Whether the judge complains, and only of this.
  [[nodiscard]] bool complains_of(std::string_view what) const {
    const auto& all = judge.violations_so_far();
    for (const auto& text : all) BOOST_TEST_MESSAGE(text);
    return !all.empty() && std::all_of(all.begin(), all.end(), [&](const std::string& text) {
      return text.find(what) != std::string::npos;
    });
  }
  [[nodiscard]] bool is_content() const { return judge.violations_so_far().empty(); }
  [[nodiscard]] std::int64_t reported(const char* key) {
    const auto report = boost::json::parse(judge.report({}));
    return report.as_object().at(key).to_number<std::int64_t>();
  }
  [[nodiscard]] bool reports_a_shortage_without_a_reason() {
    (void)judge.report({});
    const auto& found = judge.violations();
    return std::any_of(found.begin(), found.end(), [](const std::string& text) {
      return text.find("without a reason") != std::string::npos;
    });
  }

  Shop shop;
  Judge judge;
  RegisteredJob job;
};

}  // namespace mock::test
