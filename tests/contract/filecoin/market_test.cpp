#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "filecoin/market.h"
#include "network.h"

namespace test {
namespace {

std::string not_found(mock::DealId deal) {
  return "1 deal " + std::to_string(deal) +
         " not found - deal may not have completed sealing before deal proposal start epoch, or "
         "deal may "
         "have been slashed";
}

std::string ask(Network& network, mock::DealId deal) {
  return network.error("Filecoin.StateMarketStorageDeal", "[" + std::to_string(deal) + ",null]");
}

BOOST_AUTO_TEST_SUITE(market)

BOOST_AUTO_TEST_CASE(a_published_deal_is_in_the_next_tipset_and_counts) {
  Network network;
  const auto next_id = [&] {
    return network.result("Filecoin.StateReadState", R"(["f05",null])")
        .at("State")
        .at("NextID")
        .to_number<mock::DealId>();
  };
  const mock::DealId before = next_id();
  const mock::DealId deal = network.chain.publish(network.proposal());
  BOOST_TEST(deal == before);
  BOOST_TEST(ask(network, deal) == not_found(deal));
  BOOST_TEST(next_id() == before);
  network.chain.advance_to(start + 1);
  BOOST_TEST(network.deal_seen(deal) == "pending");
  BOOST_TEST(next_id() == before + 1);
  BOOST_TEST(ask(network, deal + 1) == not_found(deal + 1));
}

BOOST_AUTO_TEST_CASE(the_text_for_a_missing_deal_is_the_recorded_one) {
  Network network;
  const auto record = recorded("StateMarketStorageDeal.not-found.json").at("response").at("error");
  BOOST_TEST(ask(network, 1000000) == std::to_string(record.at("code").as_int64()) + " " +
                                          std::string(record.at("message").as_string()));
}

BOOST_AUTO_TEST_CASE(the_market_refuses_what_f05_refuses) {
  Network network;
  network.chain.advance_to(start + 100);
  const auto refused = [&](auto change) {
    mock::DealProposal proposal = network.proposal();
    change(proposal);
    try {
      (void)network.chain.publish(proposal);
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  const auto lasting = [](mock::Epochs duration) {
    return [=](mock::DealProposal& deal) { deal.end_epoch = deal.start_epoch + duration; };
  };
  const auto starting = [&](mock::Epochs ahead) {
    return [=](mock::DealProposal& deal) {
      deal.start_epoch = start + 100 + ahead;
      deal.end_epoch = deal.start_epoch + half_year;
    };
  };
  BOOST_TEST(refused(lasting(518399)));
  BOOST_TEST(!refused(lasting(518400)));
  BOOST_TEST(!refused(lasting(3680640)));
  BOOST_TEST(refused(lasting(3680641)));
  BOOST_TEST(refused(starting(-1)));
  BOOST_TEST(!refused(starting(0)));
  BOOST_TEST(refused([](mock::DealProposal& deal) { deal.provider = miner + 1; }));
  BOOST_TEST(!refused([](mock::DealProposal& deal) { deal.label = std::string(256, 'x'); }));
  BOOST_TEST(refused([](mock::DealProposal& deal) { deal.label = std::string(257, 'x'); }));
}

BOOST_AUTO_TEST_CASE(activation_is_possible_up_to_the_start_epoch) {
  for (const mock::Epochs offset : {-1, 0, 1}) {
    BOOST_TEST_CONTEXT("activated " << offset << " epochs from the start epoch") {
      Network network;
      const mock::DealProposal proposal = network.proposal();
      const mock::DealId deal = network.chain.publish(proposal);
      network.chain.advance_to(proposal.start_epoch + offset);
      const auto sector = network.chain.activate(deal, proposal.end_epoch);
      BOOST_TEST(sector.has_value() == (offset <= 0));
      network.chain.advance_to(proposal.start_epoch + offset + 1);
      BOOST_TEST(network.deal_seen(deal) == (offset <= 0 ? "active" : "pending"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sector_must_outlive_its_deal_and_keep_the_limits_of_sectors) {
  Network network;
  const mock::DealProposal proposal = network.proposal();
  const mock::DealId deal = network.chain.publish(proposal);
  BOOST_TEST(!network.chain.activate(deal, proposal.end_epoch - 1).has_value());
  BOOST_TEST(!network.chain.activate(deal, start + 3680641).has_value());
  BOOST_TEST(!network.chain.activate(deal + 1, proposal.end_epoch).has_value());
  BOOST_TEST(network.chain.activate(deal, proposal.end_epoch).has_value());
  BOOST_TEST(!network.chain.activate(deal, proposal.end_epoch).has_value());
}

BOOST_AUTO_TEST_CASE(a_deal_that_is_not_activated_stays_until_its_clean_up) {
  Network network;
  const mock::DealProposal proposal = network.proposal();
  const mock::DealId deal = network.chain.publish(proposal);
  mock::Epoch clean_up = proposal.start_epoch;
  while (static_cast<mock::DealId>(clean_up) % 86400 != deal % 86400) ++clean_up;

  network.chain.advance_to(clean_up - 1);
  BOOST_TEST(network.chain.deal(deal).has_value());
  const auto answer =
      network.result("Filecoin.StateMarketStorageDeal", "[" + std::to_string(deal) + ",null]");
  BOOST_TEST(boost::json::serialize(answer.at("State")) ==
             R"({"SectorNumber":0,"SectorStartEpoch":-1,"LastUpdatedEpoch":-1,"SlashEpoch":-1})");
  network.chain.advance_to(clean_up);
  BOOST_TEST(!network.chain.deal(deal).has_value());
  BOOST_TEST(network.deal_seen(deal) == "pending");
  network.chain.advance_to(clean_up + 1);
  BOOST_TEST(ask(network, deal) == not_found(deal));
}

BOOST_AUTO_TEST_CASE(clean_up_is_due_within_30_days_of_the_start_epoch) {
  for (mock::DealId deal = 0; deal < 86400; deal += 977) {
    const mock::Epoch due = mock::Market::clean_up_epoch(deal, start);
    BOOST_TEST(due >= start);
    BOOST_TEST(due < start + 86400);
    BOOST_TEST(static_cast<mock::DealId>(due) % 86400 == deal);
  }
  BOOST_TEST(mock::Market::clean_up_epoch(5, 86400 + 5) == 86400 + 5);
  BOOST_TEST(mock::Market::clean_up_epoch(5, 86400 + 6) == 2 * 86400 + 5);
}

BOOST_AUTO_TEST_CASE(a_deal_that_has_ended_stays_readable) {
  Network network;
  const mock::DealProposal proposal = network.proposal();
  const Copy copy = network.store(proposal);
  network.chain.advance_to(proposal.end_epoch + 400 * mock::epochs_per_day);
  BOOST_TEST(network.deal_seen(copy.deal) == "active");
}

BOOST_AUTO_TEST_CASE(a_label_comes_back_as_go_escapes_it) {
  Network network;
  mock::DealProposal proposal = network.proposal();
  proposal.label = "<a>&\"b\"\\\n";
  const mock::DealId deal = network.chain.publish(proposal);
  network.chain.advance_to(start + 1);
  const std::string body =
      network.rpc
          .answer(R"({"id":1,"method":"Filecoin.StateMarketStorageDeal","params":[)" +
                  std::to_string(deal) + ",null]}")
          .body;
  BOOST_TEST(body.find(R"("Label":"\u003ca\u003e\u0026\"b\"\\\n")") != std::string::npos);
  BOOST_TEST(parsed(body).at("result").at("Proposal").at("Label").as_string() == proposal.label);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
