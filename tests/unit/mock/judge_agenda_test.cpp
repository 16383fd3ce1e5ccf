#include "aggregator/judge_agenda.h"

#include <boost/test/unit_test.hpp>

using namespace mock;
using Jobs = std::set<std::string>;

namespace {

DealRecord copy_of(const std::string& payload_cid, ActorId provider, SectorNumber sector) {
  DealRecord record;
  record.terms.payload_cid = payload_cid;
  record.provider = provider;
  record.sector = sector;
  return record;
}

/// One that rests until epoch 100, after a copy of it in sector 7 of f01000 was told of.
struct Resting {
  Resting() {
    agenda.copy_changed(copy_of("a", 1000, 7));
    (void)agenda.take(0);
    agenda.rest("a", 100);
  }
  JudgeAgenda agenda;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_agenda)

BOOST_AUTO_TEST_CASE(what_changed_is_given_once_and_in_order) {
  JudgeAgenda agenda;
  agenda.job_changed("b");
  agenda.copy_changed(copy_of("a", 1000, 7));
  agenda.job_changed("b");
  BOOST_TEST((agenda.take(5) == Jobs{"a", "b"}));
  BOOST_TEST((agenda.take(5) == Jobs{}));
}

BOOST_AUTO_TEST_CASE(a_rest_lasts_until_its_end) {
  for (const Epoch now : {99, 100, 101}) {
    Resting resting;
    BOOST_TEST((resting.agenda.take(now) == (now < 100 ? Jobs{} : Jobs{"a"})));
    BOOST_TEST((resting.agenda.take(now + 1000) == (now < 100 ? Jobs{"a"} : Jobs{})));
  }
}

BOOST_AUTO_TEST_CASE(a_rest_without_an_end_lasts_until_something_changes) {
  Resting resting;
  resting.agenda.rest("a", forever);
  BOOST_TEST((resting.agenda.take(1000000000) == Jobs{}));
  resting.agenda.job_changed("a");
  BOOST_TEST((resting.agenda.take(1000000000) == Jobs{"a"}));
}

BOOST_AUTO_TEST_CASE(the_end_of_a_rest_that_was_cut_short_means_nothing) {
  Resting resting;
  resting.agenda.job_changed("a");
  BOOST_TEST((resting.agenda.take(50) == Jobs{"a"}));
  resting.agenda.rest("a", 200);
  BOOST_TEST((resting.agenda.take(199) == Jobs{}));
  BOOST_TEST((resting.agenda.take(200) == Jobs{"a"}));
}

BOOST_AUTO_TEST_CASE(a_rest_that_is_begun_anew_ends_when_it_would_have) {
  Resting resting;
  resting.agenda.job_changed("a");
  (void)resting.agenda.take(50);
  resting.agenda.rest("a", 100);
  BOOST_TEST((resting.agenda.take(99) == Jobs{}));
  BOOST_TEST((resting.agenda.take(100) == Jobs{"a"}));
  BOOST_TEST((resting.agenda.take(101) == Jobs{}));
}

BOOST_AUTO_TEST_CASE(a_sector_that_turns_ends_the_rest_of_all_that_are_in_it) {
  Resting resting;
  resting.agenda.copy_changed(copy_of("b", 1000, 7));
  resting.agenda.copy_changed(copy_of("c", 1000, 8));
  resting.agenda.copy_changed(copy_of("d", 1001, 7));
  (void)resting.agenda.take(1);
  resting.agenda.sector_turned(1000, 9);
  BOOST_TEST((resting.agenda.take(1) == Jobs{}));
  resting.agenda.sector_turned(1000, 7);
  BOOST_TEST((resting.agenda.take(1) == Jobs{"a", "b"}));
}

BOOST_AUTO_TEST_SUITE_END()
