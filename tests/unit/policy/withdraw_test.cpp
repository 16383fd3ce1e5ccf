#include "policy/withdraw.h"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "policy/decide.h"
#include "support/build_job.h"
#include "unit/policy/print.h"

namespace raas::test {
namespace {

using namespace build;

AttoFil atto(std::string_view text) {
  return AttoFil::parse(text).value();
}

Intent priced(std::string_view price) {
  Intent intent = build::intent(1, Reason::repair, IntentState::recorded);
  intent.has_price_max = true;
  intent.price_max = atto(price);
  return intent;
}

Intent at_provider(ActorId provider) {
  Intent intent = build::intent(1, Reason::repair, IntentState::recorded);
  intent.provider = provider;
  return intent;
}

using Change = std::function<void(Terms&)>;

/// What is withdrawn of @p intent after a change of the terms.
std::string withdrawn(const Intent& intent, const Change& change, bool is_chain_trusted = true) {
  Job wanted = job(1);
  change(wanted.terms);
  Seen seen = seeing({}, {intent});
  seen.chain_trusted = is_chain_trusted;
  return withdrawals_of(raas::decide({}, wanted, seen));
}

const Change pays_68 = [](Terms& terms) { terms.price_max = atto("68"); };

}  // namespace

BOOST_AUTO_TEST_SUITE(changed_terms)

BOOST_AUTO_TEST_CASE(what_may_cost_more_than_is_paid_now_is_withdrawn) {
  BOOST_TEST(withdrawn(priced("69"), pays_68) == "1");
  BOOST_TEST(withdrawn(intent(1, Reason::repair, IntentState::recorded), pays_68) == "1");
  BOOST_TEST(withdrawn(priced("68"), pays_68) == "nothing");
  BOOST_TEST(withdrawn(priced("69"), [](Terms&) {}) == "nothing");
  Terms terms;
  pays_68(terms);
  BOOST_TEST(objection_to(priced("69"), terms) == "it may cost 69, at most 68 is paid now");
}

BOOST_AUTO_TEST_CASE(what_would_go_to_a_provider_that_is_not_wanted_now_is_withdrawn) {
  const Change excludes = [](Terms& terms) { terms.providers_excluded = {7}; };
  const Change trusts = [](Terms& terms) { terms.providers_trusted = {8}; };
  BOOST_TEST(withdrawn(at_provider(7), excludes) == "1");
  BOOST_TEST(withdrawn(at_provider(8), excludes) == "nothing");
  BOOST_TEST(withdrawn(at_provider(7), trusts) == "1");
  BOOST_TEST(withdrawn(at_provider(8), trusts) == "nothing");
  BOOST_TEST(withdrawn(at_provider(no_provider), trusts) == "nothing");
}

BOOST_AUTO_TEST_CASE(what_uses_data_cap_otherwise_than_is_wanted_now_is_withdrawn) {
  Intent verified = intent(1, Reason::repair, IntentState::recorded);
  verified.verified = true;
  BOOST_TEST(withdrawn(verified, [](Terms&) {}) == "1");
  BOOST_TEST(withdrawn(verified, [](Terms& terms) { terms.verified = true; }) == "nothing");
}

BOOST_AUTO_TEST_CASE(what_the_host_was_asked_for_stays_whatever_the_terms_are_now) {
  Intent asked = priced("69");
  asked.state = IntentState::requested;
  BOOST_TEST(withdrawn(asked, pays_68) == "nothing");
}

BOOST_AUTO_TEST_CASE(the_clients_word_needs_no_chain) {
  BOOST_TEST(withdrawn(priced("69"), pays_68, false) == "1");
}

BOOST_AUTO_TEST_CASE(what_is_withdrawn_for_two_reasons_is_withdrawn_once) {
  Job wanted = job(1);
  pays_68(wanted.terms);
  const Plan plan = raas::decide({}, wanted, seeing({sound(1)}, {priced("69")}));
  BOOST_TEST(withdrawals_of(plan) == "1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
