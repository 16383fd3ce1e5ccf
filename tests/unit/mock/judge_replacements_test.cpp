#include <boost/test/unit_test.hpp>

#include "unit/mock/court.h"

namespace mock::test {
namespace {

constexpr Epochs day = epochs_per_day;

/// A request of @p reason for the court's job, for @p days.
void ask(Court& court, const std::string& reason, ActorId provider, Epochs days) {
  auto terms = court.shop.terms(reason + std::to_string(provider));
  terms.provider = provider;
  terms.duration_epochs = days * day;
  terms.start_epoch_max = court.shop.aggregator.now() + sealing_max;
  terms.reason = reason;
  BOOST_REQUIRE(court.shop.aggregator.book().request(terms).has_value());
}

boost::json::object renewals_of(Court& court) {
  return boost::json::parse(court.judge.report({})).at("renewals").as_object();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_replacements)

BOOST_AUTO_TEST_CASE(a_renewal_is_of_the_copy_that_ends_next) {
  Court court;
  court.registers();
  ask(court, "replication", 1001, 200);
  ask(court, "replication", 1003, 500);
  court.run(185 * day);
  ask(court, "renewal", 1005, 500);
  court.run(10 * day);
  BOOST_TEST(renewals_of(court).at("count") == 1);
  const auto margin = renewals_of(court).at("margin_left_epochs_min").as_int64();
  BOOST_TEST(margin > 5 * day);
  BOOST_TEST(margin < 30 * day);
}

BOOST_AUTO_TEST_CASE(a_renewal_that_is_lost_is_made_again_for_the_same_copy) {
  Court court;
  court.registers();
  ask(court, "replication", 1001, 200);
  ask(court, "replication", 1003, 500);
  court.run(178 * day);
  ask(court, "renewal", 1005, 500);
  court.run(10 * day);
  court.shop.aggregator.provider_leaves(1005);
  court.run(2 * day);
  ask(court, "renewal", 1006, 500);
  court.run(10 * day);
  BOOST_TEST(renewals_of(court).at("count") == 2);
  BOOST_TEST(renewals_of(court).at("margin_left_epochs_min").as_int64() > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace mock::test
