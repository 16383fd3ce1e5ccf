#include "policy/duration.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "support/build_job.h"

namespace raas::test {
namespace {

using build::tip;

Epochs lasts(Epochs asked, Epoch end = no_epoch) {
  Terms terms;
  terms.deal_duration_epochs = asked;
  terms.end_epoch = end;
  return deal_duration({}, terms, tip);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(duration)

BOOST_AUTO_TEST_CASE(a_deal_is_no_shorter_and_no_longer_than_the_network_takes) {
  BOOST_TEST(lasts(518'399) == 518'400);
  BOOST_TEST(lasts(518'400) == 518'400);
  BOOST_TEST(lasts(518'401) == 518'401);
  BOOST_TEST(lasts(3'680'639) == 3'680'639);
  BOOST_TEST(lasts(3'680'640) == 3'680'640);
  BOOST_TEST(lasts(3'680'641) == 3'680'640);
}

BOOST_AUTO_TEST_CASE(a_deal_lasts_no_longer_than_the_job_needs_but_as_long_as_the_network_wants) {
  BOOST_TEST(lasts(600'000, tip + 600'001) == 600'000);
  BOOST_TEST(lasts(600'000, tip + 600'000) == 600'000);
  BOOST_TEST(lasts(600'000, tip + 599'999) == 599'999);
  BOOST_TEST(lasts(600'000, tip + 518'400) == 518'400);
  BOOST_TEST(lasts(600'000, tip + 518'399) == 518'400);
  BOOST_TEST(lasts(600'000, tip - 1) == 518'400);
}

BOOST_AUTO_TEST_CASE(strange_terms_give_a_duration_that_the_network_takes) {
  BOOST_TEST(lasts(std::numeric_limits<Epochs>::min()) == 518'400);
  BOOST_TEST(lasts(std::numeric_limits<Epochs>::max()) == 3'680'640);
  BOOST_TEST(lasts(600'000, std::numeric_limits<Epoch>::max()) == 600'000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
