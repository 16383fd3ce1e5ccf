#include "core/registration.h"

#include <boost/test/unit_test.hpp>

using raas::deal_duration_max;
using raas::Registration;
using raas::RegistrationBounds;
using raas::RegistrationThresholds;
using raas::Terms;
using raas::terms_of;

namespace {

constexpr std::uint64_t most = ~std::uint64_t{0};

Registration wishing(std::uint64_t replication, std::uint64_t repair, std::uint64_t renew) {
  Registration registration;
  registration.request_id = 7;
  registration.thresholds = RegistrationThresholds{replication, repair, renew};
  return registration;
}

const RegistrationBounds bounds = {.copies_max = 100, .renew_below_epochs_min = 17280};

std::string refusal_of(const Registration& registration) {
  const auto made = terms_of(registration, Terms{}, bounds);
  return made ? std::string() : made.error().text();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registration)

BOOST_AUTO_TEST_CASE(thresholds_take_the_place_of_the_defaults) {
  Terms defaults;
  defaults.verified = true;
  const auto made = terms_of(wishing(3, 2880, 86400), defaults, bounds).value();
  BOOST_TEST(made.terms.copies_min == 3U);
  BOOST_TEST(made.terms.copies_target == 3U);
  BOOST_TEST(made.terms.copies_max == 3U);
  BOOST_TEST(made.terms.repair_after_epochs == 2880);
  BOOST_TEST(made.terms.renew_below_epochs == 86400);
  BOOST_TEST(made.terms.verified);
  BOOST_TEST(made.note == "");
}

BOOST_AUTO_TEST_CASE(without_thresholds_the_defaults_hold) {
  Terms defaults;
  defaults.copies_target = 2;
  defaults.copies_max = 5;
  BOOST_TEST((terms_of(Registration{}, defaults, bounds).value().terms == defaults));
}

BOOST_AUTO_TEST_CASE(absurd_thresholds_are_refused) {
  BOOST_TEST(refusal_of(wishing(0, 2880, 86400)) ==
             "request 7: replication: found 0, expected 1 to 100");
  BOOST_TEST(refusal_of(wishing(101, 2880, 86400)) ==
             "request 7: replication: found 101, expected 1 to 100");
  BOOST_TEST(refusal_of(wishing(100, 2880, 86400)) == "");
  BOOST_TEST(refusal_of(wishing(1, 0, 86400)) ==
             "request 7: repair: found 0, expected 1 to 3680640");
  BOOST_TEST(refusal_of(wishing(1, most, 86400)) ==
             "request 7: repair: found 18446744073709551615, expected 1 to 3680640");
  BOOST_TEST(refusal_of(wishing(1, deal_duration_max, 86400)) == "");
  BOOST_TEST(refusal_of(wishing(1, 2880, 0)) == "request 7: renew: found 0, expected 1 to 1555199");
  BOOST_TEST(refusal_of(wishing(1, 2880, 1555199)) == "");
  // Such a copy would be expiring from its first day on.
  BOOST_TEST(refusal_of(wishing(1, 2880, 1555200)) ==
             "request 7: renew: found 1555200, expected 1 to 1555199");
}

BOOST_AUTO_TEST_CASE(a_renewal_that_would_come_too_late_is_made_earlier) {
  const auto made = terms_of(wishing(1, 2880, 1000), Terms{}, bounds).value();
  BOOST_TEST(made.terms.renew_below_epochs == 17280);
  BOOST_TEST(made.note == "renew: 1000 raised to 17280, twice the sealing time");
  BOOST_TEST(terms_of(wishing(1, 2880, 17280), Terms{}, bounds).value().note == "");
}

BOOST_AUTO_TEST_CASE(a_renewal_in_the_first_half_of_a_deal_is_made_at_its_middle) {
  const Terms defaults;
  const auto half = static_cast<std::uint64_t>(defaults.deal_duration_epochs / 2);
  const auto made = terms_of(wishing(1, 2880, half + 1), defaults, bounds).value();
  BOOST_TEST(made.terms.renew_below_epochs == defaults.deal_duration_epochs / 2);
  BOOST_TEST(made.note == "renew: 777601 lowered to 777600, half of a deal's duration");
  BOOST_TEST(terms_of(wishing(1, 2880, half), defaults, bounds).value().note == "");
}

BOOST_AUTO_TEST_CASE(what_was_refused_already_stays_refused) {
  auto registration = wishing(3, 2880, 86400);
  registration.refusal = "cid: found 0 bytes";
  BOOST_TEST(refusal_of(registration) == "request 7: cid: found 0 bytes");
}

BOOST_AUTO_TEST_SUITE_END()
