#include "policy/placement.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

namespace raas::test {
namespace {

Candidate candidate(ActorId provider) {
  Candidate wanted;
  wanted.provider = provider;
  return wanted;
}

/// The provider chosen of @p candidates, or why none was.
std::string chosen(const std::vector<Candidate>& candidates, const Terms& terms = {},
                   const std::vector<ActorId>& taken = {}, const Policy& policy = {}) {
  const auto provider = place(policy, terms,
                              {.candidates = candidates,
                               .providers_taken = taken,
                               .now = 100,
                               .piece_padded_size = 1024,
                               .tie_break = 1});
  return provider ? std::to_string(*provider) : provider.error().text();
}

std::string refused(const std::string& why) {
  return "place: no provider will do: 1 " + why;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(placement)

BOOST_AUTO_TEST_CASE(a_provider_that_is_taken_is_not_chosen) {
  BOOST_TEST(chosen({candidate(1), candidate(2)}, {}, {1}) == "2");
  BOOST_TEST(chosen({candidate(1)}, {}, {1}) == refused("taken"));
}

BOOST_AUTO_TEST_CASE(excluded_and_not_trusted_providers_are_not_chosen) {
  Terms terms;
  terms.providers_excluded = {1};
  BOOST_TEST(chosen({candidate(1)}, terms) == refused("excluded"));
  terms = {};
  terms.providers_trusted = {2};
  BOOST_TEST(chosen({candidate(1)}, terms) == refused("not trusted"));
  BOOST_TEST(chosen({candidate(1), candidate(2)}, terms) == "2");
  terms.providers_excluded = {2};
  BOOST_TEST(chosen({candidate(2)}, terms) == refused("excluded"));
}

BOOST_AUTO_TEST_CASE(a_resting_provider_is_chosen_again_when_its_rest_is_over) {
  Candidate rests = candidate(1);
  rests.rests_until = 101;
  BOOST_TEST(chosen({rests}) == refused("resting"));
  rests.rests_until = 100;
  BOOST_TEST(chosen({rests}) == "1");
  rests.rests_until = 99;
  BOOST_TEST(chosen({rests}) == "1");
}

BOOST_AUTO_TEST_CASE(a_provider_with_as_many_requests_as_allowed_is_full) {
  Candidate busy = candidate(1);
  const Policy policy{.in_flight_per_provider_max = 5};
  busy.in_flight = 4;
  BOOST_TEST(chosen({busy}, {}, {}, policy) == "1");
  busy.in_flight = 5;
  BOOST_TEST(chosen({busy}, {}, {}, policy) == refused("full"));
  busy.in_flight = 6;
  BOOST_TEST(chosen({busy}, {}, {}, policy) == refused("full"));
}

BOOST_AUTO_TEST_CASE(providers_say_what_deals_they_take) {
  Candidate closed = candidate(1);
  closed.accepts_deals = false;
  BOOST_TEST(chosen({closed}) == refused("not accepting deals"));

  Candidate choosy = candidate(1);
  choosy.verified_only = true;
  BOOST_TEST(chosen({choosy}) == refused("for verified deals only"));
  Terms verified;
  verified.verified = true;
  BOOST_TEST(chosen({choosy}, verified) == "1");
}

BOOST_AUTO_TEST_CASE(a_piece_must_fit) {
  const auto limited = [](std::uint64_t min, std::uint64_t max) {
    Candidate wanted = candidate(1);
    wanted.piece_size_min = min;
    wanted.piece_size_max = max;
    return wanted;
  };
  BOOST_TEST(chosen({limited(1023, 0)}) == "1");
  BOOST_TEST(chosen({limited(1024, 0)}) == "1");
  BOOST_TEST(chosen({limited(1025, 0)}) == refused("not for this piece size"));
  BOOST_TEST(chosen({limited(0, 1023)}) == refused("not for this piece size"));
  BOOST_TEST(chosen({limited(0, 1024)}) == "1");
  BOOST_TEST(chosen({limited(0, 1025)}) == "1");

  const std::vector<Candidate> narrow = {limited(5000, 6000)};
  BOOST_TEST(place({}, {}, {.candidates = narrow}).value() == 1U);
}

BOOST_AUTO_TEST_CASE(the_highest_price_is_obeyed) {
  Terms terms;
  terms.price_max = AttoFil(100);
  Candidate priced = candidate(1);
  BOOST_TEST(chosen({priced}, terms) == refused("of unknown price"));
  priced.price = AttoFil(101);
  priced.price_verified = AttoFil(1);
  BOOST_TEST(chosen({priced}, terms) == refused("too dear"));
  priced.price = AttoFil(100);
  BOOST_TEST(chosen({priced}, terms) == "1");
  priced.price = AttoFil(99);
  BOOST_TEST(chosen({priced}, terms) == "1");
  priced.price = AttoFil(101);
  BOOST_TEST(chosen({priced}) == "1");
}

BOOST_AUTO_TEST_CASE(a_verified_deal_is_measured_by_the_verified_price) {
  Terms terms;
  terms.price_max = AttoFil(100);
  terms.verified = true;
  Candidate priced = candidate(1);
  priced.price = AttoFil(1);
  BOOST_TEST(chosen({priced}, terms) == refused("of unknown price"));
  priced.price_verified = AttoFil(101);
  BOOST_TEST(chosen({priced}, terms) == refused("too dear"));
  priced.price_verified = AttoFil(100);
  BOOST_TEST(chosen({priced}, terms) == "1");
}

BOOST_AUTO_TEST_CASE(an_organisation_gets_no_more_than_its_share) {
  const auto of = [](ActorId provider, const std::string& organisation) {
    Candidate wanted = candidate(provider);
    wanted.organisation = organisation;
    return wanted;
  };
  const std::vector<Candidate> all = {of(1, "a"), of(2, "a"), of(3, "a")};
  const auto with_share = [&](std::uint32_t share, const std::vector<ActorId>& taken) {
    return chosen(all, {}, taken, {.copies_per_organisation_max = share});
  };
  BOOST_TEST(with_share(1, {1}) ==
             "place: no provider will do: 1 taken, 2 of an organisation that has its share");
  BOOST_TEST(with_share(2, {1, 2}) ==
             "place: no provider will do: 2 taken, 1 of an organisation that has its share");
  BOOST_TEST(with_share(3, {1, 2}) == "3");
  BOOST_TEST(with_share(0, {1, 2}) == "3");
  BOOST_TEST(chosen({of(1, ""), of(2, "")}, {}, {1}) == "2");
}

BOOST_AUTO_TEST_CASE(a_country_and_a_network_get_no_more_than_their_share) {
  std::vector<Candidate> two = {candidate(1), candidate(2)};
  for (Candidate& each : two) {
    each.country = "DE";
    each.asn = 64500;
  }
  BOOST_TEST(chosen(two, {}, {1}) == "2");
  BOOST_TEST(chosen(two, {}, {1}, {.copies_per_country_max = 1}) ==
             "place: no provider will do: 1 taken, 1 of a country that has its share");
  BOOST_TEST(chosen(two, {}, {1}, {.copies_per_asn_max = 1}) ==
             "place: no provider will do: 1 taken, 1 of a network that has its share");
  two[1].country.clear();
  two[1].asn = 0;
  BOOST_TEST(chosen(two, {}, {1}, {.copies_per_country_max = 1, .copies_per_asn_max = 1}) == "2");
}

BOOST_AUTO_TEST_CASE(diversity_comes_before_reputation_and_reputation_before_load) {
  const Policy any{.copies_per_organisation_max = 0};
  Candidate first = candidate(1);
  first.organisation = "a";
  first.country = "DE";
  first.asn = 1;
  Candidate second = first;
  second.provider = 2;
  second.reputation_ppm = 900000;
  Candidate third = first;
  third.provider = 3;
  third.asn = 2;
  third.in_flight = 50;
  BOOST_TEST(chosen({first, second, third}, {}, {1}, any) == "3");
  second.country = "FR";
  BOOST_TEST(chosen({first, second, third}, {}, {1}, any) == "2");
  third.organisation = "b";
  BOOST_TEST(chosen({first, second, third}, {}, {1}, any) == "3");

  third = second;
  third.provider = 3;
  third.reputation_ppm = 800000;
  second.in_flight = 50;
  BOOST_TEST(chosen({first, second, third}, {}, {1}, any) == "2");
  third.reputation_ppm = 900001;
  BOOST_TEST(chosen({first, second, third}, {}, {1}, any) == "3");
}

BOOST_AUTO_TEST_CASE(
    a_place_that_is_not_known_is_worse_than_a_new_one_and_better_than_a_known_one) {
  const Policy any{.copies_per_organisation_max = 0};
  const auto of = [](ActorId provider, const std::string& organisation) {
    Candidate wanted = candidate(provider);
    wanted.organisation = organisation;
    return wanted;
  };
  BOOST_TEST(chosen({of(1, "a"), of(2, "a"), of(3, ""), of(4, "b")}, {}, {1}, any) == "4");
  BOOST_TEST(chosen({of(1, "a"), of(2, "a"), of(3, "")}, {}, {1}, any) == "3");
}

BOOST_AUTO_TEST_CASE(equal_providers_get_equal_shares) {
  std::vector<Candidate> all;
  for (ActorId provider = 1; provider <= 10; ++provider) all.push_back(candidate(provider));
  std::map<ActorId, int> times;
  for (std::uint64_t tie = 0; tie < 10000; ++tie) {
    ++times[place({}, {}, {.candidates = all, .tie_break = tie}).value()];
  }
  for (const auto& [provider, count] : times) {
    BOOST_TEST(count > 800);
    BOOST_TEST(count < 1200);
  }
}

BOOST_AUTO_TEST_CASE(without_a_place_the_error_counts_why) {
  Candidate rests = candidate(3);
  rests.rests_until = 500;
  const Result<ActorId> none = place({}, {}, {});
  BOOST_TEST((none.error().code() == Code::unavailable));
  BOOST_TEST(none.error().text() == "place: no providers are known");
  BOOST_TEST(chosen({candidate(1), candidate(2), rests}, {}, {1, 2}) ==
             "place: no provider will do: 2 taken, 1 resting");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
