#include "adapters/evm/deal_reader.h"

#include <boost/test/unit_test.hpp>

#include "market_node.h"

using namespace raas::evm;
using raas::ContractAudit;
using raas::ContractFinding;
using raas::ContractOpinion;

namespace {

const std::string piece_text = MarketEntry{}.piece;

/// A request for a payload with two copies, both reported.
ContractAudit audit() {
  ContractAudit asked;
  asked.contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
  asked.request = 3;
  asked.cid_bytes = payload_text;
  asked.payload = raas::Cid::parse(payload_text).value();
  asked.renew_epochs = 86400;
  const raas::Piece piece{.cid = raas::Cid::parse(piece_text).value(), .padded_size = 2048};
  asked.copies = {{.deal = 5, .provider = 1000, .piece = piece, .is_reported = true},
                  {.deal = 6, .provider = 1001, .piece = piece, .is_reported = true}};
  return asked;
}

/// A node where the contract, the market and we agree.
struct Agreeing {
  Agreeing() {
    node.market = {{5, {}}, {6, {.provider = 1001, .sector_start = 900, .end = 50000}}};
    node.all = MarketNode::list({{5, 1000}, {6, 1001}});
    node.active = node.all;
    node.expiring = MarketNode::list({{6, 1001}});
  }

  ContractOpinion opinion(const ContractAudit& asked = audit()) {
    DealReader reader(node, {});
    reader.begin(asked);
    raas::Millis now_ms = 1000;
    for (int i = 0; i < 200; ++i) {
      auto news = reader.advance({.unix_ms = 0, .monotonic_ms = now_ms});
      if (news.opinion) return *news.opinion;
      BOOST_TEST(!reader.is_idle());
      now_ms += 1000;
    }
    BOOST_FAIL("the audit does not end");
    return {};
  }
  std::vector<ContractFinding> findings(const ContractAudit& asked = audit()) {
    return opinion(asked).findings;
  }

  MarketNode node;
};

std::string only(const std::vector<ContractFinding>& findings) {
  std::string text;
  for (const ContractFinding& each : findings) {
    text += std::to_string(each.deal) + ": " + each.because + "\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deal_reader)

BOOST_AUTO_TEST_CASE(where_all_agree_nothing_is_found) {
  Agreeing world;
  const ContractOpinion opinion = world.opinion();
  BOOST_TEST(only(opinion.findings) == "");
  BOOST_TEST(opinion.request == 3U);
  BOOST_TEST(opinion.read_at == MarketNode::finalized);
}

BOOST_AUTO_TEST_CASE(contract_is_asked_at_the_state_that_the_market_shows) {
  Agreeing world;
  static_cast<void>(world.opinion());
  BOOST_TEST((world.node.blocks == std::vector<std::string>{"0x3e7", "0x3e7", "0x3e7"}));
  world.node.blocks.clear();
  world.node.null_rounds_from = 998;
  BOOST_TEST(only(world.findings()) == "");
  BOOST_TEST(
      (world.node.blocks == std::vector<std::string>{"0x3e7", "0x3e6", "0x3e5", "0x3e5", "0x3e5"}));
}

BOOST_AUTO_TEST_CASE(entries_of_zeros_are_no_entries) {
  Agreeing world;
  world.node.all = MarketNode::list({{5, 1000}, {0, 0}, {6, 1001}});
  world.node.expiring = MarketNode::list({{0, 0}, {6, 1001}});
  BOOST_TEST(only(world.findings()) == "");
}

BOOST_AUTO_TEST_CASE(deal_that_the_market_does_not_have_is_found) {
  Agreeing world;
  world.node.market.erase(5);
  BOOST_TEST(only(world.findings()) ==
             "5: is listed, but the market does not have it\n"
             "5: getActiveDeals lists it wrongly\n");
}

// A -1 that a contract reads as 0 looks like an activation.
BOOST_AUTO_TEST_CASE(deal_that_is_not_activated_counts_as_active_for_no_contract) {
  Agreeing world;
  world.node.market[5].sector_start = -1;
  BOOST_TEST(only(world.findings()) ==
             "5: is listed, but it is not activated\n"
             "5: getActiveDeals lists it wrongly\n");
  world.node.active = MarketNode::list({{6, 1001}});
  BOOST_TEST(only(world.findings()) == "5: is listed, but it is not activated\n");
}

BOOST_AUTO_TEST_CASE(deal_is_over_at_its_end_and_not_before) {
  Agreeing world;
  world.node.market[6].end = MarketNode::finalized + 1;
  BOOST_TEST(only(world.findings()) == "");
  world.node.market[6].end = MarketNode::finalized;
  BOOST_TEST(only(world.findings()) ==
             "6: is listed, but it is over\n"
             "6: getActiveDeals lists it wrongly\n"
             "6: getExpiringDeals lists it wrongly\n");
}

BOOST_AUTO_TEST_CASE(provider_and_piece_must_be_those_that_are_claimed) {
  Agreeing world;
  world.node.market[5].provider = 1777;
  BOOST_TEST(only(world.findings()) == "5: is listed at f01000, but the market has it at f01777\n");
  world.node.market[5].provider = 1000;
  auto asked = audit();
  asked.copies[0].piece.cid = asked.payload;
  BOOST_TEST(only(world.findings(asked)) ==
             "5: holds " + piece_text + ", ours " + asked.payload.text() + "\n");
}

BOOST_AUTO_TEST_CASE(deal_that_somebody_else_reported_is_no_copy_of_ours) {
  Agreeing world;
  auto asked = audit();
  asked.copies.erase(asked.copies.begin());
  BOOST_TEST(only(world.findings(asked)) ==
             "5: is listed, but not a copy of ours, and holds " + piece_text + "\n");
  asked.payload = raas::Cid::parse(piece_text).value();
  BOOST_TEST(only(world.findings(asked)) == "5: is listed, but not a copy of ours\n");
}

BOOST_AUTO_TEST_CASE(reported_deal_must_be_listed) {
  Agreeing world;
  world.node.all = MarketNode::list({{6, 1001}});
  world.node.active = world.node.all;
  BOOST_TEST(only(world.findings()) == "5: was reported, but is not listed\n");
  auto asked = audit();
  asked.copies[0].is_reported = false;
  BOOST_TEST(only(world.findings(asked)) == "");
}

BOOST_AUTO_TEST_CASE(former_copy_may_be_over_but_not_listed_as_active) {
  Agreeing world;
  world.node.market.erase(5);
  auto asked = audit();
  asked.copies[0].is_kept = false;
  BOOST_TEST(only(world.findings(asked)) == "5: getActiveDeals lists it wrongly\n");
  world.node.active = MarketNode::list({{6, 1001}});
  BOOST_TEST(only(world.findings(asked)) == "");
}

BOOST_AUTO_TEST_CASE(contract_that_is_full_of_lies_gives_few_findings) {
  Agreeing world;
  std::vector<ReportedDeal> lies = {{5, 1000}, {6, 1001}};
  for (raas::DealId deal = 100; deal < 120; ++deal) lies.push_back({deal, 1000});
  world.node.all = MarketNode::list(lies);
  BOOST_TEST(world.findings().size() == 20U);
  lies.push_back({120, 1000});
  lies.push_back({121, 1000});
  world.node.all = MarketNode::list(lies);
  const auto findings = world.findings();
  BOOST_TEST(findings.size() == 21U);
  BOOST_TEST(findings.back().because == "and 2 differences more");
}

BOOST_AUTO_TEST_CASE(durations_taken_for_end_epochs_empty_the_list_of_expiring_deals) {
  Agreeing world;
  world.node.expiring = MarketNode::list({{0, 0}, {0, 0}});
  BOOST_TEST(only(world.findings()) == "6: getExpiringDeals leaves it out\n");
}

BOOST_AUTO_TEST_CASE(reverts_are_told_by_name_and_spoil_nothing_else) {
  Agreeing world;
  const std::string actor_error = "\xd4\xbb\x66\x71" + words({32});
  const std::string panic = "\x4e\x48\x7b\x71" + words({0x11});
  world.node.active = MarketNode::revert(actor_error);
  world.node.expiring = MarketNode::revert(panic);
  BOOST_TEST(only(world.findings()) ==
             "0: getActiveDeals: reverted: ActorError(32)\n"
             "0: getExpiringDeals: reverted: Panic(17)\n");
}

BOOST_AUTO_TEST_CASE(answer_without_data_is_a_function_that_is_not_there) {
  Agreeing world;
  world.node.all = "0x";
  const std::string trouble =
      "0: getAllDeals: found an answer without data, expected a list: there is no such function\n";
  BOOST_TEST(only(world.findings()).starts_with(trouble));
  world.node.all = words({32, 7});
  BOOST_TEST(only(world.findings()).starts_with("0: getAllDeals: "));
}

BOOST_AUTO_TEST_CASE(node_that_does_not_answer_is_asked_again_and_is_no_opinion) {
  const std::string busy =
      R"x({"error":{"code":1,"message":"server busy. rate: Wait(n=3) would exceed"}})x";
  for (const std::string& body : {std::string(), std::string("{}"), busy}) {
    for (std::size_t calls = 0; calls < 6; ++calls) {
      Agreeing world;
      DealReader reader(world.node, {});
      reader.begin(audit());
      raas::Millis now_ms = 1000;
      std::optional<ContractOpinion> opinion;
      for (int i = 0; i < 200 && !opinion; ++i, now_ms += 1000) {
        if (world.node.methods.size() == calls && i < 20) world.node.next_body = body;
        opinion = reader.advance({.unix_ms = 0, .monotonic_ms = now_ms}).opinion;
      }
      BOOST_REQUIRE(opinion.has_value());
      BOOST_TEST(only(opinion->findings) == "");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
