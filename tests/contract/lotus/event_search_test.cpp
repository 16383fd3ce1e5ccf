#include "adapters/lotus/event_search.h"

#include <boost/test/unit_test.hpp>
#include <utility>
#include <vector>

namespace raas::lotus {
namespace {

constexpr ActorId provider = 1000;

Replica copy_of(ReplicaId id) {
  Replica copy;
  copy.id = id;
  copy.provider = provider;
  copy.record = ChainRecord::deal;
  copy.deal = 100 + id;
  copy.sector = 200 + id;
  return copy;
}

WatchList list_of(ReplicaId copies) {
  WatchList list;
  for (ReplicaId id = 1; id <= copies; ++id) static_cast<void>(list.put(copy_of(id), 0));
  return list;
}

ActorEvent deal_terminated(DealId deal) {
  return {.height = 7, .emitter = market_actor, .type = "deal-terminated", .id = deal};
}

ActorEvent sector_terminated(ActorId of, SectorNumber sector) {
  return {.height = 7, .emitter = of, .type = "sector-terminated", .sector = sector};
}

using Found = std::vector<std::pair<ReplicaId, bool>>;

Found found_in_a_step(EventSearch& search, const WatchList& list, std::uint32_t limit) {
  Found found;
  search.step(list, limit, [&found](const ActorEvent&, bool is_early, ReplicaId replica) {
    found.emplace_back(replica, is_early);
  });
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_search)

BOOST_AUTO_TEST_CASE(copies_are_found_by_deal_and_by_sector_and_others_are_not) {
  const WatchList list = list_of(10);
  EventSearch search;
  search.add({.settled = {deal_terminated(103), sector_terminated(provider, 207),
                          sector_terminated(provider + 1, 208), deal_terminated(999)},
              .early = {deal_terminated(105)}});
  const Found found = found_in_a_step(search, list, 100);
  BOOST_TEST((found == Found{{3, false}, {5, true}, {7, false}}));
  BOOST_TEST(search.is_over());
}

BOOST_AUTO_TEST_CASE(a_step_goes_no_further_than_it_may_and_the_next_one_goes_on) {
  const WatchList list = list_of(10);
  EventSearch search;
  search.add({.settled = {deal_terminated(104), deal_terminated(105)}});
  BOOST_TEST((found_in_a_step(search, list, 4) == Found{{4, false}}));
  BOOST_TEST(!search.is_over());
  BOOST_TEST((found_in_a_step(search, list, 4) == Found{{5, false}}));
  BOOST_TEST(!search.is_over());
  BOOST_TEST(found_in_a_step(search, list, 4).empty());
  BOOST_TEST(search.is_over());
}

BOOST_AUTO_TEST_CASE(events_that_come_meanwhile_are_looked_for_from_the_beginning) {
  const WatchList list = list_of(10);
  EventSearch search;
  search.add({.settled = {deal_terminated(109)}});
  BOOST_TEST(found_in_a_step(search, list, 4).empty());
  search.add({.settled = {deal_terminated(101)}});
  BOOST_TEST((found_in_a_step(search, list, 100) == Found{{9, false}, {1, false}}));
  BOOST_TEST(search.is_over());
}

BOOST_AUTO_TEST_CASE(events_about_nothing_that_could_be_a_copy_are_not_looked_for) {
  EventSearch search;
  search.add({.settled = {{.height = 7, .emitter = market_actor, .type = "deal-published"}}});
  BOOST_TEST(search.is_over());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::lotus
