#include <boost/test/unit_test.hpp>

#include "watched_miner.h"

using namespace raas;
using namespace raas::test;

namespace {

using Spoil = void (*)(TransportReply&);

/// All ways in which a reply can be bad.
const std::vector<std::pair<const char*, Spoil>> spoils = {
    {"html", [](TransportReply& r) { r.body = std::string("<html><body>502</body></html>"); }},
    {"html with 502",
     [](TransportReply& r) { r.http_status = 502, r.body = std::string("<html>"); }},
    {"empty", [](TransportReply& r) { r.body = std::string(); }},
    {"429", [](TransportReply& r) { r.http_status = 429, r.body = std::string(); }},
    {"500", [](TransportReply& r) { r.http_status = 500, r.body = std::string("oops"); }},
    {"401", [](TransportReply& r) { r.http_status = 401, r.body = std::string(); }},
    {"null", [](TransportReply& r) { r.body = std::string("null"); }},
    {"[]", [](TransportReply& r) { r.body = std::string("[]"); }},
    {"[null]", [](TransportReply& r) { r.body = std::string("[null,7,\"x\",[]]"); }},
    {"{}", [](TransportReply& r) { r.body = std::string("{}"); }},
    {"truncated", [](TransportReply& r) { r.body->resize(r.body->size() / 2); }},
    {"no connection",
     [](TransportReply& r) {
       r = {r.ticket, 0, Error(Code::unavailable, "x")};
     }},
    {"NUL", [](TransportReply& r) { (*r.body)[r.body->size() / 2] = '\0'; }},
    {"deep", [](TransportReply& r) { r.body = std::string(100000, '['); }},
    {"busy",
     [](TransportReply& r) {
       r.body = std::string(R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":)"
                            R"("server busy. rate: Wait(n=3) would exceed context deadline"}})");
     }},
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// A copy whose sector is terminated, which good replies would tell.
struct Terminated : WatchedMiner {
  Terminated() {
    at_tip(day - 3000);
    view.watch(replica());
    until_tip(close_epoch);
    BOOST_TEST_REQUIRE((newest.facts.finding == Finding::proven));
    sectors().live = {sector + 1};
    node.deals.clear();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lotus_replies)

BOOST_AUTO_TEST_CASE(bad_replies_never_produce_a_reading) {
  for (const auto& [what, how] : spoils) {
    const auto& spoil = how;
    BOOST_TEST_CONTEXT(what) {
      Terminated net;
      const std::uint64_t errors = net.view.counters().errors;
      net.node.spoil = [&](const std::string& body, TransportReply& reply) {
        if (body.find("ChainHead") == std::string::npos) spoil(reply);
      };
      net.view.recheck(copy);
      BOOST_TEST(net.until_tip(close_epoch + 2 * epochs_per_day).empty());
      BOOST_TEST(net.view.counters().errors > errors);
      net.node.spoil = nullptr;
      net.until_tip(close_epoch + 3 * epochs_per_day);
      BOOST_TEST((net.newest.facts.finding == Finding::dead));
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_replies_from_the_start_are_survived) {
  for (const auto& [what, how] : spoils) {
    const auto& spoil = how;
    BOOST_TEST_CONTEXT(what) {
      WatchedMiner net;
      net.node.spoil = [&](const std::string&, TransportReply& reply) { spoil(reply); };
      net.view.watch(WatchedMiner::replica());
      net.at_tip(day);
      BOOST_TEST(net.until_tip(day + 300).empty());
      BOOST_TEST(!net.view.health().trusted);
      net.node.spoil = nullptr;
      net.until_tip(day + 600);
      BOOST_TEST(net.view.health().trusted);
      BOOST_TEST((net.newest.facts.finding == Finding::proven));
    }
  }
}

BOOST_AUTO_TEST_CASE(answers_are_related_by_id_in_whatever_order) {
  Terminated net;
  net.sectors().live = {sector};
  net.node.spoil = [&](const std::string&, TransportReply& reply) {
    std::string& text = *reply.body;
    if (text.front() != '[') return;
    // Turn the first response of the array into the last.
    const std::size_t second = text.find(R"(,{"jsonrpc")");
    if (second == std::string::npos) return;
    const std::string first = text.substr(1, second - 1);
    text = "[" + text.substr(second + 1, text.size() - second - 2) + "," + first + "]";
  };
  net.until_tip(close_epoch + 2 * epochs_per_day);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.events.count("rpc_failed") == 0U);
}

BOOST_AUTO_TEST_CASE(answers_under_wrong_or_repeated_ids_are_not_believed) {
  for (const char* with :
       {R"("id":9)", R"("id":-)", R"("id":0.)", R"("id":"x","x":)", R"("id":{},"x":)", R"("x":)"}) {
    BOOST_TEST_CONTEXT(with) {
      Terminated net;
      net.node.spoil = [&](const std::string& body, TransportReply& reply) {
        if (body.find("ChainHead") != std::string::npos) return;
        reply.body = replaced(*reply.body, R"("id":)", with);
      };
      const auto readings = net.until_tip(close_epoch + 60);
      BOOST_TEST(readings.empty());
    }
  }
  Terminated net;
  net.node.spoil = [&](const std::string& body, TransportReply& reply) {
    if (body.find("StateMinerPartitions") == std::string::npos) return;
    if (reply.body->front() == '[') reply.body->pop_back();
    if (reply.body->front() == '[') reply.body->erase(0, 1);
    reply.body = "[" + *reply.body + "," + *reply.body + "]";
  };
  BOOST_TEST(net.until_tip(close_epoch + 60).empty());
}

BOOST_AUTO_TEST_CASE(a_short_batch_answers_only_what_is_in_it) {
  WatchedMiner net;
  net.at_tip(day);
  Replica other = WatchedMiner::replica();
  other.id = 8;
  other.deal = 80;
  net.node.deals[80] = net.node.deals[deal];
  net.view.watch(WatchedMiner::replica());
  net.view.watch(other);
  net.node.spoil = [&](const std::string& body, TransportReply& reply) {
    if (body.find("StateMarketStorageDeal") == std::string::npos) return;
    reply.body->resize(reply.body->find(R"(,{"jsonrpc")"));
    *reply.body += "]";
  };
  const auto readings = net.at_tip(day + 1);
  BOOST_TEST(newest_of(readings, copy) != nullptr);
  BOOST_TEST(newest_of(readings, 8) == nullptr);
  net.node.spoil = nullptr;
  BOOST_TEST(newest_of(net.at_tip(day + 31), 8) != nullptr);
}

BOOST_AUTO_TEST_CASE(results_that_are_not_what_was_asked_for_are_not_believed) {
  const std::vector<std::pair<std::string, std::string>> lies = {
      {R"("LiveSectors")", R"("LifeSectors")"},
      {R"("FaultySectors":[0])", R"("FaultySectors":[])"},
      {R"("FaultySectors":[0])", R"("FaultySectors":null)"},
      {R"("FaultySectors":[0])", R"("FaultySectors":"0")"},
      {R"("LiveSectors":[501,1])", R"("LiveSectors":[501,0,1])"},
      {R"("LiveSectors":[501,1])", R"("LiveSectors":[9223372036854775807,1])"},
      {R"("LiveSectors":[501,1])", R"("LiveSectors":[501,-1])"},
      {R"("LiveSectors":[501,1])", R"("LiveSectors":[501,1.5])"},
      {R"("LiveSectors":[501,1])", R"("LiveSectors":[18446744073709551616,1])"},
      {R"("result":[{)", R"("result":{"x":[{)"},
      {R"("result":[)", R"("result":["x",)"},
  };
  for (const auto& lie : lies) {
    const auto& what = lie.first;
    const auto& with = lie.second;
    BOOST_TEST_CONTEXT(what << " as " << with) {
      Terminated net;
      bool is_spoiled = false;
      net.node.spoil = [&](const std::string& body, TransportReply& reply) {
        if (body.find("StateMinerPartitions") == std::string::npos) return;
        is_spoiled = is_spoiled || reply.body->find(what) != std::string::npos;
        reply.body = replaced(*reply.body, what, with);
      };
      BOOST_TEST(net.until_tip(close_epoch + 60).empty());
      BOOST_TEST(is_spoiled);
    }
  }
}

BOOST_AUTO_TEST_CASE(only_the_markets_own_words_make_a_deal_absent) {
  for (const char* message : {"deal 71 not found", "actor not found", "bad tipset: too old",
                              "failed to load miner actor: actor not found", "not found"}) {
    BOOST_TEST_CONTEXT(message) {
      WatchedMiner net;
      net.at_tip(day);
      net.view.watch(WatchedMiner::replica());
      net.node.deals.clear();
      net.node.spoil = [&](const std::string&, TransportReply& reply) {
        reply.body = replaced(*reply.body, "deal 70 not found", message);
      };
      BOOST_TEST(net.until_tip(day + 200).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_node_without_batches_is_spoken_to_in_single_calls) {
  WatchedMiner net;
  net.node.takes_batches = false;
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 60);
  BOOST_TEST(net.view.health().trusted);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
  BOOST_TEST(net.node.count("StateMinerPartitions") == 48U);
  std::size_t batches = 0;
  for (const std::string& body : net.node.bodies) batches += body.front() == '[' ? 1 : 0;
  BOOST_TEST(batches == 1U);
}

BOOST_AUTO_TEST_CASE(a_busy_node_is_left_alone_for_a_while_and_nothing_is_lost) {
  Terminated net;
  int busy = 0;
  net.node.spoil = [&](const std::string& body, TransportReply& reply) {
    if (body.find("StateMinerPartitions") == std::string::npos || busy >= 3) return;
    ++busy;
    reply.http_status = 429;
    reply.body = std::string();
  };
  net.until_tip(close_epoch + 100, 1);
  BOOST_TEST(busy == 3);
  BOOST_TEST((net.newest.facts.finding == Finding::dead));
  BOOST_TEST(net.view.health().trusted);
}

BOOST_AUTO_TEST_CASE(troubles_of_a_tick_are_one_event) {
  WatchedMiner net;
  net.at_tip(day);
  net.view.watch(WatchedMiner::replica());
  net.at_tip(day + 1);
  net.node.spoil = [&](const std::string& body, TransportReply& reply) {
    if (body.find("StateMinerPartitions") != std::string::npos) reply.body = std::string("<html>");
  };
  const std::size_t before = net.events.count("rpc_failed");
  net.at_tip(day + 31);
  BOOST_TEST(net.events.count("rpc_failed") == before + 1);
  BOOST_TEST(net.events.kept.back().text.find("calls=48") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
