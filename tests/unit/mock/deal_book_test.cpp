#include "aggregator/deal_book.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <vector>

#include "support/temporary_folder.h"
#include "unit/mock/aggregator_parts.h"

using namespace mock;
using mock::test::Shop;

namespace {

struct Seen : DealObserver {
  void deal_changed(const DealRecord& record) override { states.push_back(record.state); }
  std::vector<DealState> states;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(deal_book)

BOOST_AUTO_TEST_CASE(same_key_and_request_give_the_first_id) {
  Shop shop;
  const auto first = shop.aggregator.book().request(shop.terms("k"));
  auto again = shop.terms("k");
  again.label = "another label";
  again.reason = "repair";
  const auto second = shop.aggregator.book().request(again);

  BOOST_REQUIRE((first && second));
  BOOST_TEST(!first->existing);
  BOOST_TEST(second->existing);
  BOOST_TEST(first->id == second->id);
}

BOOST_AUTO_TEST_CASE(same_key_with_another_request_is_a_conflict) {
  Shop shop;
  BOOST_REQUIRE(shop.aggregator.book().request(shop.terms("k")).has_value());
  auto other = shop.terms("k");
  other.duration_epochs += 1;

  BOOST_TEST(shop.aggregator.book().request(other).error().status == RAAS_E_CONFLICT);
}

BOOST_AUTO_TEST_CASE(terms_are_refused_at_the_edges_of_what_the_market_takes) {
  Shop shop;
  auto& book = shop.aggregator.book();
  const auto with = [&](Epochs duration, Epoch start_max) {
    auto terms = shop.terms(std::to_string(duration) + "-" + std::to_string(start_max));
    terms.duration_epochs = duration;
    terms.start_epoch_max = start_max;
    return book.request(terms).has_value();
  };
  const Epoch later = shop.aggregator.now() + 10000;

  BOOST_TEST(!with(518399, later));
  BOOST_TEST(with(518400, later));
  BOOST_TEST(with(3680640, later));
  BOOST_TEST(!with(3680641, later));
  BOOST_TEST(!with(518400, shop.aggregator.now()));
  BOOST_TEST(with(518400, shop.aggregator.now() + 1));
}

BOOST_AUTO_TEST_CASE(price_above_the_maximum_is_denied) {
  Shop shop;
  const auto price = shop.aggregator.providers().find(1003)->price;
  const auto outcome = [&](std::uint64_t price_max) {
    auto terms = shop.terms("k" + std::to_string(price_max));
    terms.price_max = std::to_string(price_max);
    const auto receipt = shop.aggregator.book().request(terms);
    return receipt ? RAAS_OK : receipt.error().status;
  };

  BOOST_REQUIRE(price > 0U);
  BOOST_TEST(outcome(price - 1) == RAAS_E_DENIED);
  BOOST_TEST(outcome(price) == RAAS_OK);
  BOOST_TEST(outcome(price + 1) == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(deal_goes_through_all_states_in_the_time_of_real_ones) {
  Shop shop;
  Seen seen;
  shop.aggregator.book().observe(seen);
  const Epoch begun = shop.aggregator.now();
  const auto id = shop.aggregator.book().request(shop.terms("k"))->id;
  shop.run(8 * epochs_per_day);

  const std::vector<DealState> expected{DealState::accepted, DealState::recorded,
                                        DealState::proposed, DealState::published,
                                        DealState::sealing,  DealState::active};
  BOOST_TEST((seen.states == expected));
  const auto& record = *shop.aggregator.book().find(id);
  BOOST_TEST(record.active_epoch - begun > 400);
  BOOST_TEST(record.active_epoch <= record.start_epoch);
  BOOST_TEST(record.end_epoch - record.start_epoch == 540 * epochs_per_day);
  BOOST_TEST((shop.aggregator.chain().sector_status(1003, *record.sector) == SectorStatus::live));
}

BOOST_AUTO_TEST_CASE(provider_that_turns_all_down_fails_the_deal_by_its_own_fault) {
  Shop shop(":memory:", 1000000);
  auto terms = shop.terms("k");
  // Chances vary between providers; somebody turns everything down.
  for (const auto& profile : shop.aggregator.providers().all()) {
    if (profile.reject_ppm >= 1000000) terms.provider = profile.id;
  }
  const auto id = shop.aggregator.book().request(terms)->id;
  shop.run(epochs_per_day);

  BOOST_TEST((shop.aggregator.book().find(id)->state == DealState::failed));
  BOOST_TEST((shop.aggregator.book().find(id)->fault == DealFault::provider));
}

BOOST_AUTO_TEST_CASE(provider_that_stays_away_lets_the_deal_expire) {
  Shop shop;
  const auto id = shop.aggregator.book().request(shop.terms("k"))->id;
  shop.run(400);
  BOOST_REQUIRE((shop.aggregator.book().find(id)->state == DealState::sealing));
  shop.aggregator.provider_leaves(1003);
  const Epoch start = shop.aggregator.book().find(id)->start_epoch;
  shop.aggregator.advance_to(start);
  BOOST_TEST((shop.aggregator.book().find(id)->state == DealState::sealing));
  shop.run(1);

  BOOST_TEST((shop.aggregator.book().find(id)->state == DealState::expired));
}

BOOST_AUTO_TEST_CASE(cancel_works_until_the_deal_is_published) {
  Shop shop;
  const auto early = shop.aggregator.book().request(shop.terms("early"))->id;
  const auto late = shop.aggregator.book().request(shop.terms("late", 1))->id;
  BOOST_TEST(shop.aggregator.book().cancel(early).has_value());
  shop.run(500);

  BOOST_TEST((shop.aggregator.book().find(early)->state == DealState::cancelled));
  BOOST_TEST(shop.aggregator.book().cancel(late).error().status == RAAS_E_DENIED);
  BOOST_TEST(shop.aggregator.book().cancel(early).has_value());
  BOOST_TEST(shop.aggregator.book().cancel(99).error().status == RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(aggregator_goes_elsewhere_when_its_own_deal_is_turned_down) {
  Shop shop;
  const auto id = *shop.aggregator.make_first_deal(shop.store.payloads()[0]);
  shop.run(30);
  const auto provider = shop.aggregator.book().find(id)->provider;
  shop.aggregator.provider_leaves(provider);
  shop.run(2 * epochs_per_day + 20000);

  BOOST_TEST((shop.aggregator.book().find(id)->state == DealState::failed));
  const auto& ids = shop.aggregator.book().of_payload(shop.store.payloads()[0].cid);
  BOOST_REQUIRE(ids.size() == 2U);
  BOOST_TEST(name_of(shop.aggregator.book().find(ids[1])->state) == "active");
  BOOST_TEST(shop.aggregator.book().find(ids[1])->provider != provider);
}

BOOST_AUTO_TEST_CASE(two_requests_at_once_never_get_the_same_provider) {
  Shop shop;
  auto terms = shop.terms("a");
  terms.provider = 0;
  std::set<ActorId> providers;
  for (const auto* key : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}) {
    terms.key = key;
    BOOST_REQUIRE(shop.aggregator.book().request(terms).has_value());
  }
  shop.run(30);
  for (const auto& [id, record] : shop.aggregator.book().all()) providers.insert(record.provider);

  BOOST_TEST(providers.size() == 10U);
}

BOOST_AUTO_TEST_CASE(request_that_was_not_committed_is_forgotten_by_a_crash) {
  const raas_test::TemporaryFolder folder;
  const auto database = (folder.path() / "books.db").string();
  {
    Shop shop(database);
    BOOST_REQUIRE(shop.aggregator.book().request(shop.terms("kept")).has_value());
    shop.aggregator.commit();
    BOOST_REQUIRE(shop.aggregator.book().request(shop.terms("lost", 1)).has_value());
  }
  Shop again(database);

  BOOST_REQUIRE(again.aggregator.book().find_key("kept") != nullptr);
  BOOST_TEST((again.aggregator.book().find_key("kept")->state == DealState::recorded));
  BOOST_TEST(again.aggregator.book().find_key("lost") == nullptr);
}

// Stop after every day of a deal's life and start again: it ends as in a run that was never
// stopped.
BOOST_AUTO_TEST_CASE(restarts_change_nothing_in_the_life_of_deals_and_chain) {
  const raas_test::TemporaryFolder folder;
  const auto database = (folder.path() / "books.db").string();
  Shop whole;
  BOOST_REQUIRE(whole.aggregator.book().request(whole.terms("k")).has_value());
  whole.aggregator.commit();
  for (int day = 0; day < 8; ++day) {
    Shop part(database);
    if (day == 0) BOOST_REQUIRE(part.aggregator.book().request(part.terms("k")).has_value());
    part.aggregator.commit();
    for (auto* shop : {&whole, &part}) {
      if (day == 5) shop->aggregator.provider_leaves(1003);
      shop->run(epochs_per_day);
    }
  }
  Shop end(database);

  BOOST_TEST(end.aggregator.now() == whole.aggregator.now());
  const auto& left = *whole.aggregator.book().find_key("k");
  const auto& right = *end.aggregator.book().find_key("k");
  BOOST_TEST((left.state == DealState::active));
  BOOST_TEST((right.state == left.state));
  BOOST_TEST(right.active_epoch == left.active_epoch);
  BOOST_TEST(*right.sector == *left.sector);
  BOOST_TEST(!end.aggregator.journal().is_proving(1003));
  const auto status = [&](const Shop& shop) {
    return shop.aggregator.chain().sector_status(1003, *left.sector);
  };
  BOOST_TEST((status(whole) == SectorStatus::faulty));
  BOOST_TEST((status(end) == SectorStatus::faulty));
}

BOOST_AUTO_TEST_CASE(books_of_another_chain_are_refused) {
  const raas_test::TemporaryFolder folder;
  const auto database = (folder.path() / "books.db").string();
  { const Shop shop(database); }
  auto options = Shop::options(database, 0);
  options.chain.seed = 2;
  const SyntheticStore store(1, 1);

  BOOST_CHECK_THROW(Aggregator(options, store), DatabaseFailure);
}

namespace {

/// Asks for deals for the first payloads with one provider, each by another client.
std::vector<RecordId> ask_for(Shop& shop, std::size_t count) {
  std::vector<RecordId> ids;
  for (std::size_t payload = 0; payload < count; ++payload) {
    ids.push_back(
        shop.aggregator.book().request(shop.terms("k" + std::to_string(payload), payload))->id);
  }
  return ids;
}

AggregatorOptions aggregating(const std::string& database = ":memory:") {
  auto options = Shop::options(database, 0);
  options.pace.pieces_max = 3;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_CASE(requests_with_one_provider_share_deals_up_to_the_maximum) {
  Shop shop(aggregating());
  const auto ids = ask_for(shop, 4);
  shop.run(20000);

  const auto& book = shop.aggregator.book();
  std::map<DealId, std::vector<RecordId>> by_deal;
  for (const RecordId id : ids) {
    BOOST_REQUIRE(book.find(id)->state == DealState::active);
    by_deal[*book.find(id)->deal].push_back(id);
  }
  BOOST_REQUIRE(by_deal.size() == 2U);
  for (const auto& [deal, sharers] : by_deal) {
    BOOST_TEST(sharers.size() == (sharers.front() == by_deal.begin()->second.front() ? 3U : 1U));
    const auto on_chain = *shop.aggregator.chain().deal(deal);
    for (const RecordId id : sharers) {
      const DealRecord& record = *book.find(id);
      BOOST_REQUIRE(record.share.has_value());
      BOOST_TEST(record.share->aggregate.piece_cid == on_chain.proposal.piece_cid);
      BOOST_TEST(record.share->aggregate.piece_size == on_chain.proposal.piece_size);
      BOOST_TEST(record.share->inclusion.segment.piece_cid == record.terms.piece_cid);
      BOOST_TEST(*record.sector == on_chain.sector);
    }
  }
}

BOOST_AUTO_TEST_CASE(deal_goes_on_without_the_one_who_cancelled) {
  Shop shop(aggregating());
  const auto ids = ask_for(shop, 3);
  shop.run(25);
  auto& book = shop.aggregator.book();
  BOOST_REQUIRE(book.find(ids[2])->state == DealState::proposed);
  const RecordId leader = book.find(ids[2])->batch;
  BOOST_REQUIRE(book.cancel(leader).has_value());
  shop.run(20000);

  std::set<DealId> deals;
  for (const RecordId id : ids) {
    if (id == leader) continue;
    BOOST_REQUIRE(book.find(id)->state == DealState::active);
    deals.insert(*book.find(id)->deal);
  }
  BOOST_TEST((book.find(leader)->state == DealState::cancelled));
  BOOST_TEST(deals.size() == 1U);
}

BOOST_AUTO_TEST_CASE(restart_at_any_step_changes_nothing_in_shared_deals) {
  const auto shares_after = [](const std::string& database, Epochs stop_at) {
    std::vector<std::optional<AggregateShare>> shares;
    std::vector<RecordId> ids;
    {
      Shop shop(aggregating(database));
      ids = ask_for(shop, 3);
      shop.run(stop_at);
    }
    Shop again(aggregating(database));
    again.run(20000 - stop_at);
    for (const RecordId id : ids) {
      BOOST_TEST((again.aggregator.book().find(id)->state == DealState::active));
      shares.push_back(again.aggregator.book().find(id)->share);
    }
    return shares;
  };
  const raas_test::TemporaryFolder folder;
  const auto expected = shares_after(folder.path() / "never.db", 20000);
  BOOST_REQUIRE(expected.front().has_value());
  for (const Epochs stop_at : {1, 15, 30, 130, 250, 300}) {
    const auto database = folder.path() / (std::to_string(stop_at) + ".db");
    BOOST_TEST((shares_after(database, stop_at) == expected), stop_at);
  }
}

BOOST_AUTO_TEST_SUITE_END()
