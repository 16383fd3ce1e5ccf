#include "policy/placement.h"

#include <boost/test/unit_test.hpp>

namespace raas {
namespace test {
namespace {

Candidate candidate(ActorId provider) {
  Candidate wanted;
  wanted.provider = provider;
  return wanted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(placement)

BOOST_AUTO_TEST_CASE(a_provider_that_is_taken_is_not_chosen) {
  const std::vector<Candidate> two = {candidate(1), candidate(2)};
  const std::vector<ActorId> taken = {1};
  const auto chosen = place({}, {}, {.candidates = two, .providers_taken = taken});
  BOOST_TEST(chosen.value() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace test
}  // namespace raas
