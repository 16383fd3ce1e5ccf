#include "policy/outage_watch.h"

#include <boost/test/unit_test.hpp>

namespace raas::test {
namespace {

constexpr Epoch out_since = 5'000'000;
constexpr ActorId provider = 1000;

/// Of each provider so many copies; providers 1000 and 1001 are of one organisation.
OutageWatch::Directory with_copies(std::size_t copies) {
  return {.copies_at = [copies](ActorId) { return copies; },
          .organisation_of = [](ActorId id) { return std::string(id < 1002 ? "north" : ""); }};
}

void take_down(OutageWatch& watch, ActorId at, std::size_t copies) {
  for (std::size_t i = 1; i <= copies; ++i) watch.is_down(at * 100 + i, at, out_since);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outage_watch)

BOOST_AUTO_TEST_CASE(five_copies_and_half_of_a_provider_are_an_outage) {
  const auto news_of = [](std::size_t down, std::size_t copies) {
    OutageWatch watch;
    take_down(watch, provider, down);
    return watch.update({}, with_copies(copies)).size();
  };
  BOOST_TEST(news_of(4, 4) == 0U);
  BOOST_TEST(news_of(5, 5) == 1U);
  BOOST_TEST(news_of(5, 10) == 1U);
  BOOST_TEST(news_of(5, 11) == 0U);
}

BOOST_AUTO_TEST_CASE(an_outage_is_told_once_with_its_size_and_once_when_it_is_over) {
  OutageWatch watch;
  const auto directory = with_copies(8);
  take_down(watch, provider, 6);
  const auto began = watch.update({}, directory);
  BOOST_TEST_REQUIRE(began.size() == 1U);
  BOOST_TEST(began[0].name == "f01000");
  BOOST_TEST(began[0].copies_down == 6U);
  BOOST_TEST(began[0].copies == 8U);
  BOOST_TEST(!began[0].is_over);
  watch.is_down(provider * 100 + 7, provider, out_since);
  BOOST_TEST(watch.update({}, directory).empty());

  for (std::size_t i = 1; i <= 7; ++i) watch.is_up(provider * 100 + i);
  const auto over = watch.update({}, directory);
  BOOST_TEST_REQUIRE(over.size() == 1U);
  BOOST_TEST(over[0].is_over);
  BOOST_TEST(watch.update({}, directory).empty());
}

BOOST_AUTO_TEST_CASE(providers_of_one_organisation_are_one_outage) {
  OutageWatch watch;
  for (const ActorId id : {1000U, 1001U, 1002U}) take_down(watch, id, 5);
  const auto news = watch.update({}, with_copies(5));
  BOOST_TEST_REQUIRE(news.size() == 2U);
  BOOST_TEST(news[0].name == "f01002");
  BOOST_TEST(news[1].name == "north");
  BOOST_TEST(news[1].providers == 2U);
  BOOST_TEST(news[1].copies_down == 10U);
}

BOOST_AUTO_TEST_CASE(copies_in_an_outage_are_left_alone_until_the_hold_is_over) {
  const Policy policy;
  OutageWatch watch;
  take_down(watch, provider, 5);
  const ReplicaId copy = provider * 100 + 1;
  BOOST_TEST(!watch.holds(policy, copy, out_since));
  static_cast<void>(watch.update(policy, with_copies(5)));
  BOOST_TEST(watch.holds(policy, copy, out_since + policy.outage_hold_epochs - 1));
  BOOST_TEST(!watch.holds(policy, copy, out_since + policy.outage_hold_epochs));
  BOOST_TEST(!watch.holds(policy, copy + 50, out_since));
}

BOOST_AUTO_TEST_CASE(the_operator_releases_what_is_down_since_then_or_longer) {
  const Policy policy;
  OutageWatch watch;
  take_down(watch, provider, 5);
  static_cast<void>(watch.update(policy, with_copies(5)));
  watch.release(out_since - 1);
  BOOST_TEST(watch.holds(policy, provider * 100 + 1, out_since));
  watch.release(out_since);
  BOOST_TEST(!watch.holds(policy, provider * 100 + 1, out_since));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
