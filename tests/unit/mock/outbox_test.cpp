#include "aggregator/outbox.h"

#include <boost/test/unit_test.hpp>

#include "support/temporary_folder.h"
#include "unit/mock/aggregator_parts.h"

using namespace mock;
using mock::test::Shop;

namespace {

std::vector<std::uint64_t> deliver_all(Outbox& outbox) {
  std::vector<std::uint64_t> seqs;
  while (outbox.has_next()) {
    const auto batch = outbox.next_batch(3);
    for (const auto* event : batch) seqs.push_back(event->seq);
    outbox.delivered(batch.size());
  }
  return seqs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outbox)

BOOST_AUTO_TEST_CASE(nothing_is_delivered_before_it_is_committed) {
  Shop shop;
  const auto id = shop.aggregator.book().request(shop.terms("k"))->id;
  BOOST_TEST(!shop.aggregator.outbox().has_next());
  BOOST_REQUIRE(shop.aggregator.book().cancel(id).has_value());
  BOOST_TEST(!shop.aggregator.outbox().has_next());
  shop.aggregator.commit();

  BOOST_TEST(deliver_all(shop.aggregator.outbox()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(batch_holds_events_of_one_kind_in_order) {
  Shop shop;
  BOOST_REQUIRE(shop.aggregator.book().request(shop.terms("k")).has_value());
  shop.run(500);
  auto& outbox = shop.aggregator.outbox();
  std::uint64_t last = 0;
  while (outbox.has_next()) {
    const auto batch = outbox.next_batch(100);
    for (const auto* event : batch) {
      BOOST_TEST(event->seq > last);
      BOOST_TEST((event->kind == batch.front()->kind));
      last = event->seq;
    }
    outbox.delivered(batch.size());
  }
  BOOST_TEST(last == 5U);  // recorded, proposed, created, published, sealing
}

BOOST_AUTO_TEST_CASE(events_are_the_same_whether_the_books_are_written_or_not) {
  const auto events_with = [](const std::string& database) {
    Shop shop(database);
    std::vector<std::string> events;
    for (int at = 0; at < 400; ++at) {
      if (at % 100 == 0) {
        const auto number = static_cast<std::size_t>(at / 100);
        (void)shop.aggregator.book().request(shop.terms("k" + std::to_string(at), number));
      }
      shop.run(1);
      auto& outbox = shop.aggregator.outbox();
      for (const auto* event : outbox.next_batch(100)) {
        const auto& record = std::get<DealRecord>(event->subject);
        events.push_back(std::to_string(shop.aggregator.now()) + " " + std::to_string(event->seq) +
                         " " + record.terms.key + " " + std::string(name_of(record.state)));
      }
      outbox.delivered(outbox.next_batch(100).size());
      if (at % 50 == 0) outbox.forget_up_to(static_cast<std::uint64_t>(at) / 50);
    }
    return events;
  };
  const auto events = events_with("");
  BOOST_TEST(events.size() > 10U);
  BOOST_TEST((events == events_with(":memory:")));
}

BOOST_AUTO_TEST_CASE(events_that_are_not_durable_in_the_plugin_come_again_after_a_restart) {
  const raas_test::TemporaryFolder folder;
  const auto database = (folder.path() / "books.db").string();
  {
    Shop shop(database);
    BOOST_REQUIRE(shop.aggregator.book().request(shop.terms("k")).has_value());
    shop.run(500);
    BOOST_TEST(deliver_all(shop.aggregator.outbox()).size() == 5U);
    shop.aggregator.outbox().forget_up_to(2);
    shop.aggregator.commit();
  }
  Shop again(database);
  const auto seqs = deliver_all(again.aggregator.outbox());

  BOOST_TEST(seqs == (std::vector<std::uint64_t>{3, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(seq_rises_across_restarts_even_if_all_events_are_forgotten) {
  const raas_test::TemporaryFolder folder;
  const auto database = (folder.path() / "books.db").string();
  {
    Shop shop(database);
    BOOST_REQUIRE(shop.aggregator.staging().fetch(shop.store.payloads()[0].cid, {}).has_value());
    shop.run(10);
    BOOST_TEST(deliver_all(shop.aggregator.outbox()).size() == 1U);
    shop.aggregator.outbox().forget_up_to(1);
    shop.aggregator.commit();
  }
  Shop again(database);
  BOOST_REQUIRE(again.aggregator.staging().fetch(again.store.payloads()[0].cid, {}).has_value());
  again.run(10);

  BOOST_TEST(deliver_all(again.aggregator.outbox()) == (std::vector<std::uint64_t>{2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(plugin_cannot_forget_what_it_never_got) {
  Shop shop;
  BOOST_REQUIRE(shop.aggregator.book().request(shop.terms("k")).has_value());
  shop.aggregator.commit();
  shop.aggregator.outbox().forget_up_to(1000);

  BOOST_TEST(deliver_all(shop.aggregator.outbox()).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
