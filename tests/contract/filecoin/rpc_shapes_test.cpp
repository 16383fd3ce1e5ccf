// The answers have the shapes that Lotus's own description and recorded answers have.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "lotus_schema.h"
#include "network.h"
#include "support/json_schema.h"

namespace test {
namespace {

namespace json = boost::json;

/// A network in which every set of a deadline has something in it.
struct Busy {
  Network network;
  Copy copy = network.store();
  Copy faulty = network.store();
  Copy recovering = network.store();

  Busy() {
    network.chain.lose_sector(miner, faulty.sector);
    network.chain.lose_sector(miner, recovering.sector);
    network.chain.advance_to(start + 3 * mock::proving_period);
    network.chain.recover_sector(miner, recovering.sector);
    while (network.chain.sector_status(miner, recovering.sector) !=
           mock::SectorStatus::recovering) {
      network.chain.advance_to(network.chain.now() + 1);
    }
    network.chain.advance_to(network.chain.now() + 1);
  }
};

std::set<std::string> keys_of(const json::value& value) {
  std::set<std::string> keys;
  for (const auto& [name, member] : value.as_object()) keys.emplace(name);
  return keys;
}

void check(Network& network, const std::string& method, const std::string& params,
           const std::vector<std::string>& nullable = {},
           const std::vector<std::string>& omitted = {}) {
  BOOST_TEST_CONTEXT(method << params) {
    const json::value result = network.result(method, params);
    for (const std::string& mismatch :
         mismatches(result_schema(method, nullable, omitted), result)) {
      BOOST_ERROR(mismatch);
    }
  }
}

BOOST_AUTO_TEST_SUITE(rpc_shapes)

BOOST_AUTO_TEST_CASE(the_checker_finds_what_does_not_fit) {
  const auto schema = parsed(R"({"type":["object"],"required":["a"],"additionalProperties":false,
    "properties":{"a":{"type":"number"},"b":{"type":["array"],"items":[{"type":"string"}]}}})");
  BOOST_TEST(mismatches(schema, parsed(R"({"a":1,"b":["x"]})")).empty());
  BOOST_TEST(mismatches(schema, parsed(R"({"b":[]})")).size() == 1U);
  BOOST_TEST(mismatches(schema, parsed(R"({"a":"1"})")).size() == 1U);
  BOOST_TEST(mismatches(schema, parsed(R"({"a":1,"c":1})")).size() == 1U);
  BOOST_TEST(mismatches(schema, parsed(R"({"a":1,"b":["x",1,null]})")).size() == 2U);
  BOOST_TEST(mismatches(schema, parsed("[]")).size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_description_accepts_recorded_answers_and_notices_a_missing_member) {
  json::value tipset = recorded("ChainHead.mainnet.4863283.json").at("response").at("result");
  const auto schema = result_schema("Filecoin.ChainHead");
  BOOST_TEST(mismatches(schema, tipset).empty());
  tipset.at("Blocks").at(0).as_object().erase("ParentBaseFee");
  BOOST_TEST(mismatches(schema, tipset).size() == 1U);
  const auto deal =
      recorded("StateMarketStorageDeal.nv22plus.synthetic.json").at("response").at("result");
  BOOST_TEST(mismatches(result_schema("Filecoin.StateMarketStorageDeal"), deal).empty());
}

BOOST_AUTO_TEST_CASE(every_answer_fits_the_description) {
  Busy world;
  Network& network = world.network;
  const std::string sector = std::to_string(world.copy.sector);
  check(network, "Filecoin.ChainHead", "[]");
  check(network, "Filecoin.ChainGetFinalizedTipSet", "[]");
  check(network, "Filecoin.ChainGetTipSetByHeight", "[5000000,null]");
  check(network, "Filecoin.ChainGetTipSetAfterHeight", "[5000000,[]]");
  check(network, "Filecoin.StateGetNetworkParams", "[]");
  check(network, "Filecoin.StateMarketStorageDeal",
        "[" + std::to_string(world.copy.deal) + ",null]");
  for (int deadline = 0; deadline < 48; ++deadline) {
    const std::string params = "[\"f01000\"," + std::to_string(deadline) + ",null]";
    if (network.result("Filecoin.StateMinerPartitions", params).is_null()) continue;
    check(network, "Filecoin.StateMinerPartitions", params);
  }
  for (const char* method :
       {"ProvingDeadline", "Deadlines", "Faults", "Recoveries", "SectorCount"}) {
    check(network, std::string("Filecoin.StateMiner") + method, R"(["t01000",null])");
  }
  check(network, "Filecoin.StateMinerInfo", R"(["f01000",null])",
        {"PeerId", "Multiaddrs", "PendingOwnerAddress", "PendingBeneficiaryTerm"});
  check(network, "Filecoin.StateSectorPartition", "[\"f01000\"," + sector + ",null]");
  check(network, "Filecoin.StateSectorGetInfo", "[\"f01000\"," + sector + ",null]",
        {"SectorKeyCID", "ExpectedDayReward", "ExpectedStoragePledge", "ReplacedDayReward"});
  check(network, "Filecoin.StateSectorExpiration", "[\"f01000\"," + sector + ",null]");
  for (const char* call : {R"("Method":1321604665,"Params":"gQA=")", R"("Method":7)"}) {
    check(network, "Filecoin.StateCall",
          std::string(R"([{"To":"f01000","From":"f00",)") + call + "},null]",
          {"Message", "EventsRoot", "Subcalls", "Params", "Return", "DelegatedAddress"},
          {"Logs", "IpldOps"});
  }
  mock::DealProposal verified = network.proposal();
  verified.verified = true;
  const Copy claimed = network.store(verified);
  const auto claims = network.result("Filecoin.StateGetClaims", R"(["f01000",null])").as_object();
  check(network, "Filecoin.StateGetClaim",
        "[\"f01000\"," + std::string(claims.begin()->key()) + ",null]");
  (void)network.chain.publish(verified);
  network.chain.advance_to(network.chain.now() + 1);
  const auto allocations =
      network.result("Filecoin.StateGetAllocations", R"(["f0743060",null])").as_object();
  check(network, "Filecoin.StateGetAllocation",
        "[\"f0743060\"," + std::string(allocations.begin()->key()) + ",null]");
  network.chain.terminate_sector(miner, claimed.sector);
  network.chain.advance_to(network.chain.now() + 2);
  const auto head = network.chain.head();
  check(network, "Filecoin.GetActorEventsRaw",
        "[{\"fromHeight\":" + std::to_string(head - 100) + "}]");
  check(network, "Filecoin.StateReadState", R"(["f05",null])");
  check(network, "Filecoin.StateListMiners", "[null]");
  check(network, "Filecoin.StateLookupID", R"(["f01000",null])");
}

BOOST_AUTO_TEST_CASE(keys_are_those_of_recorded_answers) {
  Busy world;
  const auto head = recorded("ChainHead.mainnet.4863283.json").at("response").at("result");
  const auto ours = world.network.result("Filecoin.ChainHead", "[]");
  BOOST_TEST((keys_of(ours) == keys_of(head)));
  BOOST_TEST((keys_of(ours.at("Blocks").at(0)) == keys_of(head.at("Blocks").at(0))));
  const auto line =
      recorded("dline-info-samples.json").at("StateMinerProvingDeadline.result").at(0);
  BOOST_TEST((keys_of(world.network.result("Filecoin.StateMinerProvingDeadline",
                                           R"(["f01000",null])")) == keys_of(line)));
  const auto deal =
      recorded("StateMarketStorageDeal.nv22plus.synthetic.json").at("response").at("result");
  const auto our_deal = world.network.result("Filecoin.StateMarketStorageDeal",
                                             "[" + std::to_string(world.copy.deal) + ",null]");
  BOOST_TEST((keys_of(our_deal.at("Proposal")) == keys_of(deal.at("Proposal"))));
  BOOST_TEST((keys_of(our_deal.at("State")) == keys_of(deal.at("State"))));
}

BOOST_AUTO_TEST_CASE(a_deadline_is_described_as_recorded_ones_are) {
  const auto samples = recorded("dline-info-samples.json").at("StateMinerProvingDeadline.result");
  for (const auto& line : samples.as_array()) {
    const auto epoch = line.at("CurrentEpoch").as_int64();
    const mock::ProvingCalendar calendar(line.at("PeriodStart").as_int64() % mock::proving_period);
    const auto index = line.at("Index").to_number<std::uint64_t>();
    const mock::Window window = calendar.window_at_or_after(index, epoch);
    BOOST_TEST(calendar.deadline_at(epoch) == index);
    BOOST_TEST(calendar.period_start(epoch) == line.at("PeriodStart").as_int64());
    BOOST_TEST(window.open == line.at("Open").as_int64());
    BOOST_TEST(window.close() == line.at("Close").as_int64());
    BOOST_TEST(window.challenge() == line.at("Challenge").as_int64());
    BOOST_TEST(window.fault_cutoff() == line.at("FaultCutoff").as_int64());
  }
}

BOOST_AUTO_TEST_CASE(counts_and_sets_of_a_miner_agree) {
  Busy world;
  const auto ask = [&](const std::string& method) {
    return json::serialize(world.network.result("Filecoin." + method, R"(["f01000",null])"));
  };
  BOOST_TEST(ask("StateMinerSectorCount") == R"({"Live":3,"Active":1,"Faulty":2})");
  const auto faults = world.network.result("Filecoin.StateMinerFaults", R"(["f01000",null])");
  const auto recoveries =
      world.network.result("Filecoin.StateMinerRecoveries", R"(["f01000",null])");
  BOOST_TEST(!has(faults, world.copy.sector));
  BOOST_TEST(has(faults, world.faulty.sector));
  BOOST_TEST(has(faults, world.recovering.sector));
  BOOST_TEST(!has(recoveries, world.faulty.sector));
  BOOST_TEST(has(recoveries, world.recovering.sector));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_null_or_an_error_as_in_lotus) {
  Network network;
  BOOST_TEST(network.result("Filecoin.StateMinerPartitions", R"(["f01000",47,null])").is_null());
  BOOST_TEST(network.error("Filecoin.StateMinerPartitions", R"(["f01000",48,null])") ==
             "1 failed to load the deadline: invalid deadline 48");
  BOOST_TEST(network.result("Filecoin.StateSectorGetInfo", R"(["f01000",1,null])").is_null());
  BOOST_TEST(network.error("Filecoin.StateSectorPartition", R"(["f01000",1,null])") ==
             "1 sector 1 not due at any deadline");
  BOOST_TEST(json::serialize(network.result("Filecoin.StateMinerFaults", R"(["f01000",null])")) ==
             "[0]");
  BOOST_TEST(network.error("Filecoin.StateMinerInfo",
                           R"(["f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za",null])") ==
             "1 failed to load miner actor: actor not found");
  BOOST_TEST(network.error("Filecoin.StateReadState", R"(["f01000",null])") ==
             "1 getting actor: actor not found");
}

BOOST_AUTO_TEST_CASE(a_dead_sector_keeps_its_record_and_its_place) {
  Busy world;
  Network& network = world.network;
  const std::string params = "[\"f01000\"," + std::to_string(world.copy.sector) + ",null]";
  const auto before = network.result("Filecoin.StateSectorGetInfo", params);
  network.chain.terminate_sector(miner, world.copy.sector);
  network.chain.advance_to(network.chain.now() + 2);
  BOOST_TEST(json::serialize(network.result("Filecoin.StateSectorGetInfo", params)) ==
             json::serialize(before));
  BOOST_TEST(network.result("Filecoin.StateSectorPartition", params)
                 .at("Deadline")
                 .to_number<std::uint64_t>() == world.copy.deadline);
}

BOOST_AUTO_TEST_CASE(a_miner_is_there_from_the_tipset_after_its_making) {
  Network network;
  network.chain.advance_to(start + 10);
  network.chain.add_miner(2000);
  BOOST_TEST(network.error("Filecoin.StateMinerFaults", R"(["f02000",null])") ==
             "1 failed to load miner actor: actor not found");
  network.chain.advance_to(start + 11);
  BOOST_TEST(json::serialize(network.result("Filecoin.StateListMiners", "[[]]")) ==
             R"(["f01000","f02000"])");
  BOOST_TEST(json::serialize(network.result("Filecoin.StateListMiners",
                                            "[" + network.key_at(start + 10) + "]")) ==
             R"(["f01000"])");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
