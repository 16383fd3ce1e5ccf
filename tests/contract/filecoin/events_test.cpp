// The index of actor events: what is in it, how it is asked, and where its limits are.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "filecoin/base64.h"
#include "filecoin/cbor.h"
#include "filecoin/heights.h"
#include "network.h"

namespace test {
namespace {

namespace json = boost::json;

constexpr const char* some_piece =
    "baga6ea4seaqhrk3pg4thkoaukss2ehqer65t3gtj7e4hku6jmkdoygnc6wzoeca";

std::string base64_text(const std::string& text) {
  std::string bytes;
  mock::CborWriter(bytes).text(text);
  return mock::base64_of(bytes);
}

std::string base64_number(std::uint64_t number) {
  std::string bytes;
  mock::CborWriter(bytes).number(static_cast<std::int64_t>(number));
  return mock::base64_of(bytes);
}

/// A member of a filter's fields.
std::string field(const std::string& key, const std::string& value) {
  return "\"" + key + R"(":[{"codec":81,"value":")" + value + "\"}]";
}

std::string heights(mock::Epoch from, mock::Epoch to) {
  return "\"fromHeight\":" + std::to_string(from) + ",\"toHeight\":" + std::to_string(to);
}

json::value events(Network& network, const std::string& filter) {
  return network.result("Filecoin.GetActorEventsRaw", "[{" + filter + "}]");
}

std::string refusal(Network& network, const std::string& filter) {
  return network.error("Filecoin.GetActorEventsRaw", "[{" + filter + "}]");
}

/// The types of the events, in order.
std::string types(const json::value& list) {
  std::string told;
  if (list.is_null()) return told;
  for (const json::value& event : list.as_array()) {
    const json::value& first = event.at("entries").at(0);
    BOOST_TEST(first.at("Key").as_string() == "$type");
    const std::string bytes = mock::from_base64(first.at("Value").as_string()).value();
    told += (told.empty() ? "" : " ") +
            bytes.substr(bytes[0] == '\x70' || (bytes[0] & 31) < 24 ? 1 : 2);
  }
  return told;
}

mock::NodeOptions with_limit(std::size_t events_max) {
  mock::NodeOptions options;
  options.events_max = events_max;
  return options;
}

constexpr const char* market = R"("addresses":["f05"],)";

BOOST_AUTO_TEST_SUITE(events_index)

BOOST_AUTO_TEST_CASE(messages_tell_of_what_they_did_in_the_order_of_their_doing) {
  Network network;
  mock::DealProposal proposal = network.proposal();
  proposal.verified = true;
  const Copy copy = network.store(proposal);
  network.chain.terminate_sector(miner, copy.sector);
  network.chain.advance_to(start + 3);
  BOOST_TEST(types(events(network, heights(start, start + 2))) ==
             "allocation deal-published deal-activated claim sector-activated "
             "sector-terminated deal-terminated");
  BOOST_TEST(types(events(network, market + heights(start, start + 2))) ==
             "deal-published deal-activated deal-terminated");
  BOOST_TEST(types(events(network, R"("addresses":["t01000","f06"],)" + heights(start, start))) ==
             "allocation claim sector-activated");
}

BOOST_AUTO_TEST_CASE(a_claim_is_told_as_recorded_ones_are) {
  Network network;
  mock::Allocation wanted;
  wanted.client = 3300309;
  wanted.provider = miner;
  wanted.piece_cid = some_piece;
  wanted.piece_size = 34359738368;
  wanted.expiration = start + 100;
  const auto id = network.chain.allocate(wanted);
  (void)network.chain.onboard(miner, {{some_piece, wanted.piece_size, id}}, start + half_year);
  network.chain.advance_to(start + 2);
  const auto ours =
      events(network, "\"fields\":{" + field("$type", "ZWNsYWlt") + "}," + heights(start, start))
          .at(0);
  const auto theirs =
      recorded("GetActorEventsRaw.claim.3events.json").at("response").at("result").at(0);
  BOOST_TEST(ours.as_object().size() == theirs.as_object().size());
  for (const auto& [name, member] : theirs.as_object()) {
    BOOST_TEST(ours.as_object().contains(name), std::string(name));
  }
  const auto& entries = theirs.at("entries").as_array();
  BOOST_REQUIRE(ours.at("entries").as_array().size() == entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = ours.at("entries").at(i);
    for (const char* same : {"Key", "Flags", "Codec"}) {
      BOOST_TEST((entry.at(same) == entries[i].at(same)));
    }
  }
  BOOST_TEST(ours.at("entries").at(2).at("Value").as_string() == "GgAyW9U=");
  BOOST_TEST(ours.at("entries").at(5).at("Value").as_string() == "GwAAAAgAAAAA");
  BOOST_TEST(ours.at("emitter").as_string() == "f06");
  BOOST_TEST(ours.at("height").as_int64() == start);
  BOOST_TEST((json::serialize(ours.at("tipsetKey")) == network.key_at(start)));
  // The recorded CID and our writing of it, byte by byte.
  std::string bytes;
  const std::string recorded_cid = mock::from_base64(entries[4].at("Value").as_string()).value();
  mock::CborWriter(bytes).cid(recorded_cid.substr(5));
  BOOST_TEST(bytes == recorded_cid);
}

BOOST_AUTO_TEST_CASE(a_sector_with_two_pieces_names_both) {
  Network network;
  (void)network.chain.onboard(miner, {{some_piece, 1024, {}}, {some_piece, 2048, {}}},
                              start + half_year);
  network.chain.advance_to(start + 2);
  const auto list = events(network, heights(start, start));
  BOOST_TEST(types(list) == "sector-activated");
  std::string keys;
  for (const auto& entry : list.at(0).at("entries").as_array()) {
    keys += std::string(entry.at("Key").as_string()) + " ";
  }
  BOOST_TEST(keys == "$type sector unsealed-cid piece-cid piece-size piece-cid piece-size ");
}

BOOST_AUTO_TEST_CASE(cron_tells_of_nothing) {
  Network network;
  const Copy copy = network.store();
  network.chain.stop_proving(miner);
  mock::DealProposal late = network.proposal();
  (void)network.chain.publish(late);
  network.chain.advance_to(start + 50 * mock::epochs_per_day);
  BOOST_TEST(network.deal_seen(copy.deal) == "not found");
  std::string told;
  for (mock::Epoch from = start; from < network.chain.now() - 1; from += 2880) {
    told += types(events(network, heights(from, std::min(from + 2879, network.chain.now() - 1))));
  }
  BOOST_TEST(told == "deal-published deal-activated sector-activated deal-published");
}

BOOST_AUTO_TEST_CASE(values_of_one_key_are_alternatives_and_keys_add_up) {
  Network network;
  const Copy first = network.store();
  const Copy second = network.store();
  network.chain.advance_to(start + 4);
  const auto count = [&](const std::string& fields) {
    const auto list = events(network, "\"fields\":{" + fields + "}," + heights(start, start + 3));
    return list.is_null() ? 0U : list.as_array().size();
  };
  const std::string published = field("$type", base64_text("deal-published"));
  BOOST_TEST(published.find("bmRlYWwtcHVibGlzaGVk") != std::string::npos);
  BOOST_TEST(count(published) == 2U);
  BOOST_TEST(count(published + "," + field("id", base64_number(first.deal))) == 1U);
  BOOST_TEST(count(published + "," + field("id", base64_number(second.deal + 1))) == 0U);
  BOOST_TEST(count(R"("id":[{"codec":81,"value":")" + base64_number(first.deal) +
                   R"("},{"codec":81,"value":")" + base64_number(second.deal) + "\"}]") == 4U);
  BOOST_TEST(count(R"("id":[{"codec":85,"value":")" + base64_number(first.deal) + "\"}]") == 0U);
  // Sizes cannot be asked for, and a key without values is passed over.
  BOOST_TEST(count(field("piece-size", base64_number(34359738368))) == 0U);
  BOOST_TEST(count(published + R"(,"id":[])") == 2U);
}

BOOST_AUTO_TEST_CASE(a_range_is_2880_heights_at_most_and_must_have_a_beginning) {
  Network network;
  (void)network.store();
  network.chain.advance_to(start + 4000);
  BOOST_TEST(types(events(network, heights(start, start + 2880))) != "");
  BOOST_TEST(refusal(network, heights(start, start + 2881)) ==
             "1 invalid epoch range: range between to and 'from' heights is too large (maximum: "
             "2880)");
  BOOST_TEST(refusal(network, heights(start + 2, start + 1)) ==
             "1 invalid epoch range: 'to' height (" + std::to_string(start + 2) +
                 ") must be after 'from' height (" + std::to_string(start + 1) + ")");
  BOOST_TEST(refusal(network, "\"fromHeight\":" + std::to_string(start + 1119)) ==
             "1 invalid epoch range: 'from' height is too far in the past (maximum: 2880)");
  BOOST_TEST(events(network, "\"fromHeight\":" + std::to_string(start + 1120)).is_null());
  BOOST_TEST(events(network, "\"toHeight\":" + std::to_string(start)).is_null());
  BOOST_TEST(events(network, "").is_null());
  BOOST_TEST(refusal(network, "\"fromHeight\":-1") ==
             "1 range 'from' must be greater than or equal to 0");
}

BOOST_AUTO_TEST_CASE(an_event_is_there_when_the_next_tipset_has_executed_it) {
  Network network;
  (void)network.chain.publish(network.proposal());
  BOOST_TEST(refusal(network, heights(start, start)) ==
             "1 get events for filter: not found in index");
  BOOST_TEST(refusal(network, heights(start, start + 1)) ==
             "1 get events for filter: range end is in the future, highest epoch: " +
                 std::to_string(start));
  network.chain.advance_to(start + 1);
  BOOST_TEST(types(events(network, heights(start, start))) == "deal-published");
  BOOST_TEST(events(network, heights(start, start + 1)).as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_event_of_a_null_round_is_in_the_tipset_after_it) {
  mock::ChainOptions options;
  options.start_epoch = start;
  options.null_rounds_ppm = 300000;
  Network network(options);
  const mock::Heights tipsets(options);
  mock::Epoch null_round = start + 1;
  while (!tipsets.is_null_round(null_round)) ++null_round;
  network.chain.advance_to(null_round);
  (void)network.chain.publish(network.proposal());
  const mock::Epoch height = tipsets.tipset_at_or_above(null_round);
  network.chain.advance_to(height + 10);
  BOOST_TEST(events(network, heights(null_round - 5, height)).at(0).at("height").as_int64() ==
             height);
  BOOST_TEST(events(network, heights(null_round - 5, height - 1)).is_null());
  BOOST_TEST(events(network, heights(height, height)).as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(too_many_results_are_refused_unless_they_are_of_one_tipset) {
  Network network(without_null_rounds(), with_limit(3));
  for (int i = 0; i < 4; ++i) (void)network.chain.publish(network.proposal());
  network.chain.advance_to(start + 1);
  (void)network.chain.publish(network.proposal());
  network.chain.advance_to(start + 3);
  BOOST_TEST(events(network, heights(start, start)).as_array().size() == 4U);
  BOOST_TEST(refusal(network, heights(start, start + 1)) ==
             "1 get events for filter: failed to get events: filter matches too many events, try "
             "a more restricted filter");
}

BOOST_AUTO_TEST_CASE(a_tipset_can_be_named_instead_of_heights) {
  Network network;
  (void)network.chain.publish(network.proposal());
  network.chain.advance_to(start + 2);
  const std::string key = "\"tipsetKey\":" + network.key_at(start);
  BOOST_TEST(types(events(network, key)) == "deal-published");
  BOOST_TEST(refusal(network, key + ",\"toHeight\":1") ==
             "1 cannot specify both TipSetKey and FromHeight/ToHeight");
  BOOST_TEST(
      refusal(
          network,
          R"("tipsetKey":[{"/":"bafy2bzacea3wsdh6y3a36tb3skempjoxqpuyompjbmfeyf34fi3uy6uue42v4"}])") ==
      "1 get events for filter: not found in index");
  BOOST_TEST(refusal(network, "\"tipsetKey\":" + network.key_at(start + 2)) ==
             "1 get events for filter: not found in index");
}

BOOST_AUTO_TEST_CASE(the_index_goes_back_as_far_as_the_node_keeps_it) {
  mock::NodeOptions options;
  options.index_depth = 100;
  Network network(without_null_rounds(), options);
  (void)network.chain.publish(network.proposal());
  network.chain.advance_to(start + 100);
  BOOST_TEST(types(events(network, heights(start, start + 50))) == "deal-published");
  network.chain.advance_to(start + 101);
  BOOST_TEST(refusal(network, heights(start, start + 50)) ==
             "1 get events for filter: not found in index");
  BOOST_TEST(events(network, heights(start + 1, start + 50)).is_null());
}

BOOST_AUTO_TEST_CASE(emitters_are_id_or_delegated_addresses_and_do_not_mix) {
  Network network;
  (void)network.store();
  network.chain.advance_to(start + 3);
  const std::string range = heights(start, start + 2);
  const std::string delegated = "f410fb5l5s2bdjf4wkp5b3qvi7sczxmhyuhyz5awqrra";
  BOOST_TEST(events(network, R"("addresses":["f05",")" + delegated + "\"]," + range).is_null());
  BOOST_TEST(
      refusal(network, R"("addresses":["f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za"],)" + range)
          .find("can only query events by ID or Delegated addresses") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_node_without_the_index_says_so) {
  mock::NodeOptions options;
  options.has_actor_events = false;
  Network network(without_null_rounds(), options);
  BOOST_TEST(refusal(network, heights(start, start)) ==
             "1 module disabled, enable with Events.EnableActorEventsAPI");
}

BOOST_AUTO_TEST_CASE(a_gateway_looks_back_a_day_for_events_too) {
  mock::NodeOptions options;
  options.kind = mock::NodeKind::gateway;
  Network network(without_null_rounds(), options);
  (void)network.chain.publish(network.proposal());
  network.chain.advance_to(start + 2880);
  BOOST_TEST(types(events(network, heights(start, start + 10))) != "");
  network.chain.advance_to(start + 2881);
  BOOST_TEST(refusal(network, heights(start, start + 10)) ==
             "1 bad tipset height: lookbacks of more than 24h0m0s are disallowed");
}

BOOST_AUTO_TEST_CASE(a_filter_of_a_wrong_shape_is_a_parse_error) {
  Network network;
  for (const char* filter :
       {R"("addresses":"f05")", R"("addresses":["x"])", R"("fields":[])", R"("fields":{"a":1})",
        R"("fields":{"a":[{"codec":81,"value":"!"}]})", R"("fields":{"a":[{"value":"YQ=="}]})",
        R"("fromHeight":"1")", R"("tipsetKey":"bafy")"}) {
    BOOST_TEST(refusal(network, filter).substr(0, 6) == "-32700", filter);
  }
  BOOST_TEST(network.result("Filecoin.GetActorEventsRaw", "[null]").is_null());
  BOOST_TEST(network
                 .result("Filecoin.GetActorEventsRaw",
                         R"([{"addresses":null,"fields":null,"fromHeight":null,"other":1}])")
                 .is_null());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
