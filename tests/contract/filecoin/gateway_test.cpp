// What lotus-gateway serves, how far it looks back, and how it says that it is asked too much.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "filecoin/rpc_method.h"
#include "network.h"

namespace test {
namespace {

constexpr mock::Epochs day = mock::epochs_per_day;

mock::NodeOptions gateway() {
  mock::NodeOptions options;
  options.kind = mock::NodeKind::gateway;
  return options;
}

Network behind_gateway(const mock::NodeOptions& options = gateway()) {
  return Network(without_null_rounds(), options);
}

/// A network that a gateway and a full node look at.
struct Both {
  Network gated = behind_gateway();
  mock::LotusRpc full{gated.chain};

  std::string key_at(mock::Epoch height) {
    const auto answer =
        full.answer(R"({"id":1,"method":"Filecoin.ChainGetTipSetByHeight","params":[)" +
                    std::to_string(height) + ",null]}");
    return boost::json::serialize(parsed(answer.body).at("result").at("Cids"));
  }
};

std::string call_of(const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
}

constexpr const char* market_state = R"(["f05",null])";

BOOST_AUTO_TEST_SUITE(gateway_profile)

BOOST_AUTO_TEST_CASE(methods_are_those_that_the_gateway_describes) {
  const auto described = recorded("gateway-methods.json").at("methods").as_array();
  Network network = behind_gateway();
  for (const mock::RpcMethod& method : mock::rpc_methods()) {
    const bool is_served = std::find(described.begin(), described.end(),
                                     boost::json::value(method.name)) != described.end();
    const auto answer = network.rpc.answer(call_of(std::string(method.name), "[1,2,3,4]"));
    BOOST_TEST_CONTEXT(method.name) {
      BOOST_TEST((answer.body.find("-32601") == std::string::npos) == is_served);
      BOOST_TEST(answer.http_status == 500);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_method_that_it_lacks_is_unknown) {
  Network network = behind_gateway();
  const auto answer =
      network.rpc.answer(call_of("Filecoin.StateMinerPartitions", R"(["f01000",0,null])"));
  BOOST_TEST(answer.http_status == 500);
  BOOST_TEST(parsed(answer.body).at("error").at("message").as_string() ==
             "method 'Filecoin.StateMinerPartitions' not found");
  BOOST_TEST(network.rpc.calls().empty());
}

BOOST_AUTO_TEST_CASE(tipsets_are_known_for_a_day) {
  Both both;
  both.gated.chain.advance_to(start + day);
  const std::string key = both.key_at(start);
  const std::string params = "[\"f05\"," + key + "]";
  BOOST_TEST(both.gated.call("Filecoin.StateReadState", params).contains("result"));
  both.gated.chain.advance_to(start + day + 1);
  BOOST_TEST(both.gated.error("Filecoin.StateReadState", params) ==
             "1 bad tipset: lookbacks of more than 24h0m0s are disallowed");
  BOOST_TEST(both.gated.error("Filecoin.ChainGetTipSetByHeight",
                              "[" + std::to_string(start) + "," + key + "]") ==
             "1 bad tipset: lookbacks of more than 24h0m0s are disallowed");
  BOOST_TEST(both.gated.call("Filecoin.StateReadState", market_state).contains("result"));
}

BOOST_AUTO_TEST_CASE(heights_are_known_for_a_day) {
  Network network = behind_gateway();
  const std::string params = "[" + std::to_string(start) + ",null]";
  network.chain.advance_to(start + day);
  for (const char* method :
       {"Filecoin.ChainGetTipSetByHeight", "Filecoin.ChainGetTipSetAfterHeight"}) {
    BOOST_TEST(network.call(method, params).contains("result"));
  }
  network.chain.advance_to(start + day + 1);
  for (const char* method :
       {"Filecoin.ChainGetTipSetByHeight", "Filecoin.ChainGetTipSetAfterHeight"}) {
    BOOST_TEST(network.error(method, params) ==
               "1 bad tipset height: lookbacks of more than 24h0m0s are disallowed");
  }
}

BOOST_AUTO_TEST_CASE(requests_above_the_limit_get_429_with_nothing_in_it) {
  mock::NodeOptions options = gateway();
  options.requests_per_minute = 4;
  Network network = behind_gateway(options);
  const std::string body = call_of("Filecoin.Version", "[]");
  for (int i = 0; i < 4; ++i) BOOST_TEST(network.rpc.answer(body).http_status == 200);
  const auto refused = network.rpc.answer(body);
  BOOST_TEST(refused.http_status == 429);
  BOOST_TEST(refused.body.empty());

  network.chain.advance_to(start + 1);  // Half a minute.
  for (int i = 0; i < 2; ++i) BOOST_TEST(network.rpc.answer(body).http_status == 200);
  BOOST_TEST(network.rpc.answer(body).http_status == 429);
}

BOOST_AUTO_TEST_CASE(calls_above_the_rate_are_told_that_the_server_is_busy) {
  mock::NodeOptions options = gateway();
  options.tokens_per_second = 1;  // 6 tokens at one moment, 3 of them for each call.
  Network network = behind_gateway(options);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(network.call("Filecoin.StateReadState", market_state).contains("result"));
  }
  const auto answer = network.rpc.answer(call_of("Filecoin.StateReadState", market_state));
  BOOST_TEST(answer.http_status == 200);
  BOOST_TEST(network.error("Filecoin.StateReadState", market_state) ==
             "1 server busy. rate: Wait(n=3) would exceed context deadline");
  network.chain.advance_to(start + 1);
  BOOST_TEST(network.call("Filecoin.StateReadState", market_state).contains("result"));
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_too_long_is_cut_off_call_by_call) {
  mock::NodeOptions options = gateway();
  options.request_tokens_per_second = 1;  // A burst of 3 and 5 more.
  Network network = behind_gateway(options);
  const std::string call = call_of("Filecoin.StateReadState", market_state);
  const auto answers =
      parsed(network.rpc.answer("[" + call + "," + call + "," + call + "]").body).as_array();
  BOOST_REQUIRE(answers.size() == 3U);
  BOOST_TEST(answers[1].as_object().contains("result"));
  BOOST_TEST(answers[2].at("error").at("message").as_string() ==
             "connection limited. rate: Wait(n=3) would exceed context deadline");
  BOOST_TEST(network.call("Filecoin.StateReadState", market_state).contains("result"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
