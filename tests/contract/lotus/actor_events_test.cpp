#include <boost/test/unit_test.hpp>

#include "adapters/lotus/actor_events.h"
#include "adapters/lotus/base64.h"
#include "adapters/lotus/cbor.h"
#include "recorded.h"
#include "watched_miner.h"

using namespace raas;
using namespace raas::test;
using lotus::HeightRange;

namespace {

std::string entry(const std::string& key, const std::string& cbor) {
  return R"({"Flags":3,"Key":")" + key + R"(","Codec":81,"Value":")" + lotus::encode_base64(cbor) +
         R"("})";
}

std::string event_json(const std::string& emitter, Epoch height, const std::string& type,
                       const std::string& key, std::uint64_t number) {
  std::string type_cbor;
  lotus::append_cbor_text(type_cbor, type);
  std::string number_cbor;
  lotus::append_cbor_natural(number_cbor, number);
  return R"({"entries":[)" + entry("$type", type_cbor) + "," + entry(key, number_cbor) +
         R"(],"emitter":")" + emitter + R"(","reverted":false,"height":)" + std::to_string(height) +
         R"(,"tipsetKey":[],"msgCid":{"/":"x"}})";
}

/// A copy that is proven, with an index of events that a test fills.
struct Indexed : WatchedMiner {
  Indexed() {
    at_tip(day - 3000);
    view.watch(replica());
    until_tip(day);
    BOOST_TEST_REQUIRE((newest.facts.finding == Finding::proven));
  }
  std::size_t calls() const { return node.count("GetActorEventsRaw"); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(actor_events)

BOOST_AUTO_TEST_CASE(recorded_events_are_read) {
  const auto events = lotus::decode_events(
      recorded("GetActorEventsRaw.claim.3events.json").at("response").at("result"));
  BOOST_TEST_REQUIRE(events.has_value());
  BOOST_TEST_REQUIRE(events->size() == 3U);
  const lotus::ActorEvent& first = events->front();
  BOOST_TEST(first.type == "claim");
  BOOST_TEST(first.emitter == lotus::registry_actor);
  BOOST_TEST(first.height == 4622129);
  BOOST_TEST((first.provider == ActorId{1531188}));
  BOOST_TEST((first.sector == SectorNumber{103327}));
  BOOST_TEST((first.id == std::uint64_t{87884600}));
}

BOOST_AUTO_TEST_CASE(no_events_are_null_or_an_empty_array) {
  BOOST_TEST(lotus::decode_events(nullptr)->empty());
  BOOST_TEST(lotus::decode_events(boost::json::array())->empty());
  for (const char* text : {"{}", "7", R"([{}])", R"([{"height":1,"emitter":"f05"}])",
                           R"([{"height":-1,"emitter":"f05","entries":[]}])",
                           R"([{"height":1,"emitter":"x","entries":[]}])",
                           R"([{"height":1,"emitter":"f05","entries":[]}])"}) {
    BOOST_TEST(lotus::decode_events(boost::json::parse(text)).has_error(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_filter_names_both_heights_and_no_empty_list) {
  const std::vector<ActorId> providers = {1531188};
  for (const auto kind : {lotus::EventKind::records, lotus::EventKind::sectors}) {
    const auto params = boost::json::parse(lotus::event_params(kind, providers, {5, 9}));
    const auto& filter = params.at(0);
    BOOST_TEST(filter.at("fromHeight").as_int64() == 5);
    BOOST_TEST(filter.at("toHeight").as_int64() == 9);
    BOOST_TEST(!filter.at("addresses").as_array().empty());
    for (const auto& field : filter.at("fields").as_object()) {
      BOOST_TEST(!field.value().as_array().empty(), field.key());
    }
  }
  const auto records =
      boost::json::parse(lotus::event_params(lotus::EventKind::records, providers, {5, 9}));
  BOOST_TEST(records.at(0).at("fields").at("provider").at(0).at("value").as_string() == "GgAXXTQ=");
  const auto sectors =
      boost::json::parse(lotus::event_params(lotus::EventKind::sectors, providers, {5, 9}));
  BOOST_TEST(sectors.at(0).at("addresses").at(0).as_string() == "f01531188");
  BOOST_TEST(sectors.at(0).at("fields").at("$type").at(0).at("value").as_string() ==
             "cXNlY3Rvci10ZXJtaW5hdGVk");
}

BOOST_AUTO_TEST_CASE(ranges_are_halved_down_to_one_height) {
  BOOST_TEST(!lotus::halves_of({7, 7}).has_value());
  BOOST_TEST((lotus::halves_of({7, 8}) == std::pair(HeightRange{7, 7}, HeightRange{8, 8})));
  BOOST_TEST((lotus::halves_of({7, 9}) == std::pair(HeightRange{7, 8}, HeightRange{9, 9})));
}

BOOST_AUTO_TEST_CASE(errors_of_ranges_are_known_by_their_words) {
  using lotus::range_trouble;
  using enum lotus::RangeTrouble;
  BOOST_TEST((range_trouble("get events for filter: failed to get events: filter matches too many "
                            "events, try a more restricted filter") == too_many));
  BOOST_TEST((range_trouble("invalid epoch range: range between to and 'from' heights is too large "
                            "(maximum: 2880)") == too_many));
  BOOST_TEST((range_trouble("get events for filter: not found in index") == not_indexed));
  BOOST_TEST((range_trouble("x: chain index requires backfill") == not_indexed));
  BOOST_TEST((range_trouble("bad tipset height: lookbacks of more than 24h0m0s are disallowed") ==
              not_indexed));
  BOOST_TEST((range_trouble(
                  "get events for filter: range end is in the future, highest epoch: 7") == none));
}

BOOST_AUTO_TEST_CASE(a_termination_makes_its_copy_due_and_is_no_evidence) {
  Indexed net;
  net.node.events =
      "[" + event_json("f01000", day + 10, "sector-terminated", "sector", sector) + "]";
  const std::size_t sweeps = net.node.count("StateMinerPartitions");
  net.until_tip(day + 270);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));  // The state says otherwise.
  BOOST_TEST(net.node.count("StateMinerPartitions") > sweeps);

  Indexed other;
  other.until_tip(close_epoch + 200);
  other.sectors().live = {sector + 1};
  const Epoch tip = other.node.finalized;
  other.node.events =
      "[" + event_json("f01000", tip + 10, "sector-terminated", "sector", sector) + "]";
  other.until_tip(tip + 400);
  BOOST_TEST((other.newest.facts.finding == Finding::dead));
}

BOOST_AUTO_TEST_CASE(an_event_above_the_finalized_tipset_is_an_early_warning_told_once) {
  Indexed net;
  net.node.events = "[" + event_json("f05", day + 5000, "deal-terminated", "id", deal) + "]";
  net.until_tip(day + 600);
  BOOST_TEST(net.calls() >= 4U);
  BOOST_TEST(net.events.count("early_warning") == 1U);
  BOOST_TEST(net.view.counters().early_warnings == 1U);
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_CASE(events_of_others_touch_nothing) {
  Indexed net;
  net.node.events = "[" + event_json("f05", day + 10, "deal-terminated", "id", deal + 1) + "," +
                    event_json("f01001", day + 10, "sector-terminated", "sector", sector) + "]";
  net.until_tip(day + 600);
  BOOST_TEST(net.node.count("StateMarketStorageDeal") == 1U);
  BOOST_TEST(net.events.count("early_warning") == 0U);
}

BOOST_AUTO_TEST_CASE(a_range_with_too_many_events_is_halved) {
  Indexed net;
  std::vector<std::int64_t> widths;
  net.node.say = [&](std::string_view method, const boost::json::array& params) -> std::string {
    if (method != "GetActorEventsRaw") return "";
    const auto& filter = params.at(0);
    widths.push_back(filter.at("toHeight").as_int64() - filter.at("fromHeight").as_int64());
    if (widths.back() < 100) return "";
    return R"("error":{"code":1,"message":"filter matches too many events"})";
  };
  net.until_tip(day + 300);
  BOOST_TEST_REQUIRE(!widths.empty());
  BOOST_TEST(*std::max_element(widths.begin(), widths.end()) >= 100);
  BOOST_TEST(*std::min_element(widths.begin(), widths.end()) >= 50);
  BOOST_TEST(net.events.count("events_missed") == 0U);
}

BOOST_AUTO_TEST_CASE(the_cursor_is_kept_and_gone_on_from) {
  std::string cursor;
  {
    WatchedMiner net;
    net.view.watch(WatchedMiner::replica());
    net.node.finalized = day;
    net.node.head = day + finality_lag;
    const Millis clock = ChainTime{}.unix_ms_at(day + finality_lag);
    for (int i = 0; i < 50; ++i) {
      const ChainReport report = net.view.advance({clock + i * 30000, clock + i * 30000});
      net.node.head += 1;
      net.node.finalized += 1;
      if (!report.cursor.empty()) cursor = report.cursor;
    }
  }
  BOOST_TEST_REQUIRE(cursor.find(" [{\"/\":\"") != std::string::npos, cursor);
  const Epoch read_to = std::stoll(cursor);
  BOOST_TEST(read_to >= day - 1);

  WatchedMiner net;
  std::int64_t first = 0;
  net.node.say = [&](std::string_view method, const boost::json::array& params) -> std::string {
    if (method == "GetActorEventsRaw" && first == 0) {
      first = params.at(0).at("fromHeight").as_int64();
    }
    return "";
  };
  net.view.resume(cursor);
  net.view.watch(WatchedMiner::replica());
  net.at_tip(read_to + 500);
  net.until_tip(read_to + 800);
  BOOST_TEST(first == read_to + 1);
}

BOOST_AUTO_TEST_CASE(a_gap_that_no_node_keeps_reads_everything_again) {
  for (const Epochs gap : {lotus::event_range_max, lotus::event_range_max + 1}) {
    Indexed net;
    net.until_tip(day + 300);
    WatchedMiner later;
    later.view.resume(std::to_string(day));
    later.view.watch(WatchedMiner::replica());
    later.at_tip(day + gap + 1);
    later.at_tip(day + gap + 1 + 1);
    later.until_tip(day + gap + 400);
    BOOST_TEST(later.events.count("events_missed") <= 1U);
    if (gap > lotus::event_range_max) BOOST_TEST(later.events.count("events_missed") == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_node_without_an_index_is_not_asked_for_events) {
  WatchedMiner net;
  net.node.say = [](std::string_view method, const boost::json::array&) -> std::string {
    if (method != "GetActorEventsRaw") return "";
    return R"("error":{"code":1,"message":"module disabled, enable with )"
           R"(Events.EnableActorEventsAPI"})";
  };
  net.at_tip(day - 3000);
  net.view.watch(WatchedMiner::replica());
  net.until_tip(day + 1000);
  BOOST_TEST(net.node.count("GetActorEventsRaw") <= 6U);  // Once a day, after the probe.
  BOOST_TEST((net.newest.facts.finding == Finding::proven));
}

BOOST_AUTO_TEST_SUITE_END()
