// Asking the miner actor itself about a sector: FIP-0112.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "filecoin/base64.h"
#include "filecoin/cbor.h"
#include "network.h"

namespace test {
namespace {

constexpr std::uint64_t generate_location = 1321604665;
constexpr std::uint64_t validate_status = 3092458564;
constexpr std::uint64_t nominal_expiration = 3010055991;

struct Reply {
  std::int64_t exit = -1;
  std::string value;
};

Reply ask(Network& network, std::uint64_t method, const std::string& params,
          const std::string& to = "f01000") {
  const auto result = network.result(
      "Filecoin.StateCall", R"([{"Version":0,"To":")" + to + R"(","From":"f00","Nonce":0,)" +
                                R"("Value":"0","GasLimit":0,"GasFeeCap":"0","GasPremium":"0",)" +
                                R"("Method":)" + std::to_string(method) + R"(,"Params":")" +
                                mock::base64_of(params) + "\"},null]");
  const auto& receipt = result.at("MsgRct");
  BOOST_TEST(result.at("ExecutionTrace").at("MsgRct").at("ExitCode").as_int64() ==
             receipt.at("ExitCode").as_int64());
  BOOST_TEST(result.at("Error").as_string().empty() == (receipt.at("ExitCode").as_int64() == 0));
  Reply reply{receipt.at("ExitCode").as_int64(), {}};
  if (receipt.at("Return").is_string()) {
    reply.value = mock::from_base64(receipt.at("Return").as_string()).value();
  }
  return reply;
}

std::string location(std::int64_t deadline, std::int64_t partition) {
  std::string bytes;
  mock::CborWriter out(bytes);
  out.array(2);
  out.number(deadline);
  out.number(partition);
  return bytes;
}

/// What GenerateSectorLocation says of a sector.
struct Located {
  std::int64_t status = -1;
  std::string location;
};

Located locate(Network& network, mock::SectorNumber sector) {
  std::string params;
  mock::CborWriter out(params);
  out.array(1);
  out.number(static_cast<std::int64_t>(sector));
  const Reply reply = ask(network, generate_location, params);
  BOOST_TEST(reply.exit == 0);
  mock::CborReader reader(reply.value);
  BOOST_TEST(reader.array(2));
  Located found{reader.number().value(), {}};
  found.location = reader.bytes().value();
  BOOST_TEST(reader.is_at_end());
  return found;
}

Reply validate(Network& network, mock::SectorNumber sector, int status, const std::string& aux) {
  std::string params;
  mock::CborWriter out(params);
  out.array(3);
  out.number(static_cast<std::int64_t>(sector));
  out.number(status);
  out.bytes(aux);
  return ask(network, validate_status, params);
}

constexpr const char* yes = "\xf5";
constexpr const char* no = "\xf4";

BOOST_AUTO_TEST_SUITE(state_call)

BOOST_AUTO_TEST_CASE(the_recorded_call_is_understood) {
  const auto recording = recorded("StateCall.GenerateSectorLocation.synthetic.json");
  boost::json::value params = recording.at("request").at("params");
  params.at(0).at("To") = "f01000";
  Network network;
  const auto result = network.result("Filecoin.StateCall", boost::json::serialize(params));
  // Dead and nowhere: there is no such sector.
  BOOST_TEST(mock::from_base64(result.at("MsgRct").at("Return").as_string()).value() ==
             std::string("\x82\x00\x43\x82\x20\x20", 6));
  BOOST_TEST(result.at("Msg").at("Params").as_string() == "gRoAAZOf");
}

BOOST_AUTO_TEST_CASE(status_and_place_of_a_sector_are_told) {
  Network network;
  const Copy copy = network.store();
  const Located fresh = locate(network, copy.sector);
  BOOST_TEST(fresh.status == 1);
  BOOST_TEST(fresh.location == location(static_cast<std::int64_t>(copy.deadline), 0));

  network.chain.lose_sector(miner, copy.sector);
  network.chain.advance_to(start + 3 * mock::proving_period);
  BOOST_TEST(locate(network, copy.sector).status == 2);
  BOOST_TEST(locate(network, copy.sector).location == fresh.location);

  network.chain.terminate_sector(miner, copy.sector);
  network.chain.advance_to(network.chain.now() + 1);
  BOOST_TEST(locate(network, copy.sector).status == 0);
  BOOST_TEST(locate(network, copy.sector).location == fresh.location);
}

BOOST_AUTO_TEST_CASE(a_status_is_confirmed_only_where_the_sector_is_and_if_it_is_so) {
  Network network;
  const Copy copy = network.store();
  const std::string place = locate(network, copy.sector).location;
  BOOST_TEST(validate(network, copy.sector, 1, place).value == yes);
  BOOST_TEST(validate(network, copy.sector, 0, place).value == no);
  BOOST_TEST(validate(network, copy.sector, 2, place).value == no);
  BOOST_TEST(validate(network, copy.sector, 1, location(-1, -1)).value == no);
  BOOST_TEST(validate(network, copy.sector, 0, location(-1, -1)).value == no);
  BOOST_TEST(validate(network, 999999, 0, location(-1, -1)).value == yes);
  const auto elsewhere = static_cast<std::int64_t>((copy.deadline + 1) % 48);
  BOOST_TEST(validate(network, copy.sector, 1, location(elsewhere, 0)).exit == 17);
  BOOST_TEST(validate(network, copy.sector, 1, location(-1, 0)).exit == 16);
  BOOST_TEST(validate(network, copy.sector, 3, place).exit == 21);
}

BOOST_AUTO_TEST_CASE(the_nominal_expiration_survives_the_sector) {
  Network network;
  const Copy copy = network.store();
  std::string params;
  mock::CborWriter(params).number(static_cast<std::int64_t>(copy.sector));
  const Reply before = ask(network, nominal_expiration, params);
  network.chain.terminate_sector(miner, copy.sector);
  network.chain.advance_to(network.chain.now() + 1);
  BOOST_TEST(before.exit == 0);
  BOOST_TEST(ask(network, nominal_expiration, params).value == before.value);
  BOOST_TEST(mock::CborReader(before.value).number().value() ==
             network
                 .result("Filecoin.StateSectorGetInfo",
                         "[\"f01000\"," + std::to_string(copy.sector) + ",null]")
                 .at("Expiration")
                 .as_int64());
  BOOST_TEST(ask(network, nominal_expiration, "\x19\xff\xff").exit == 17);
}

BOOST_AUTO_TEST_CASE(what_an_actor_does_not_understand_ends_with_its_exit_code) {
  Network network;
  BOOST_TEST(ask(network, generate_location, "").exit == 21);
  BOOST_TEST(ask(network, generate_location, "\x81\x20").exit == 21);
  BOOST_TEST(ask(network, 12345, "").exit == 22);
  BOOST_TEST(ask(network, generate_location, std::string("\x81\x00", 2), "f02000").exit == 5);
}

BOOST_AUTO_TEST_CASE(end_of_a_sector_is_as_its_miner_has_planned_it) {
  Network network;
  const Copy copy = network.store();
  const std::string params = "[\"f01000\"," + std::to_string(copy.sector) + ",null]";
  const auto ends = [&](const char* which) {
    return network.result("Filecoin.StateSectorExpiration", params).at(which).as_int64();
  };
  BOOST_TEST(ends("OnTime") > start + 200 * mock::epochs_per_day);
  BOOST_TEST(ends("Early") == 0);

  network.chain.lose_sector(miner, copy.sector);
  network.chain.advance_to(start + 3 * mock::proving_period);
  BOOST_TEST(ends("OnTime") == 0);
  const mock::Epoch end = ends("Early");
  network.chain.advance_to(end);
  BOOST_TEST(ends("Early") == end);
  network.chain.advance_to(end + 1);
  BOOST_TEST(network.error("Filecoin.StateSectorExpiration", params) ==
             "1 failed to find sector " + std::to_string(copy.sector));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
