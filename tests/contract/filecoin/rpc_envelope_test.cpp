// HTTP statuses, errors and batches as go-jsonrpc has them.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "network.h"

namespace test {
namespace {

struct Said {
  int http_status;
  std::string error;
};

Said say(Network& network, const std::string& body) {
  const auto answer = network.rpc.answer(body);
  const auto json = parsed(answer.body);
  if (!json.is_object() || !json.as_object().contains("error")) return {answer.http_status, ""};
  const auto& error = json.at("error");
  return {answer.http_status, std::to_string(error.at("code").as_int64()) + " " +
                                  std::string(error.at("message").as_string())};
}

BOOST_AUTO_TEST_SUITE(rpc_envelope)

BOOST_AUTO_TEST_CASE(an_answer_has_the_id_of_its_call) {
  Network network;
  for (const char* id : {"7", "\"seven\"", "-1", "9007199254740991"}) {
    const auto answer = network.rpc.answer(
        std::string(R"({"method":"Filecoin.Version","params":[],"id":)") + id + "}");
    BOOST_TEST(answer.http_status == 200);
    BOOST_TEST(boost::json::serialize(parsed(answer.body).at("id")) == id);
    BOOST_TEST(parsed(answer.body).at("jsonrpc").as_string() == "2.0");
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_method_alone_is_http_500) {
  Network network;
  const Said said = say(network, R"({"id":1,"method":"Filecoin.StateNothing","params":[]})");
  BOOST_TEST(said.http_status == 500);
  BOOST_TEST(said.error == "-32601 method 'Filecoin.StateNothing' not found");
  BOOST_TEST(say(network, R"({"id":1})").error == "-32601 method '' not found");
}

BOOST_AUTO_TEST_CASE(a_wrong_number_of_parameters_alone_is_http_500) {
  Network network;
  const Said said =
      say(network, R"({"id":1,"method":"Filecoin.StateMarketStorageDeal","params":[1]})");
  BOOST_TEST(said.http_status == 500);
  BOOST_TEST(said.error ==
             "-32602 wrong param count (method 'Filecoin.StateMarketStorageDeal'): 1 != 2");
  BOOST_TEST(say(network, R"({"id":1,"method":"Filecoin.StateListMiners"})").error ==
             "-32602 wrong param count (method 'Filecoin.StateListMiners'): 0 != 1");
}

BOOST_AUTO_TEST_CASE(parameters_of_a_wrong_type_are_a_parse_error) {
  Network network;
  for (const char* params :
       {R"(["x",0,null])", R"(["f0",0,null])", R"(["f01000",-1,null])", R"(["f01000",1.5,null])",
        R"(["f01000","1",null])", R"(["f01000",0,"bafy"])", R"(["f01000",0,[1]])",
        R"(["f01000",0,[{"/":"no cid"}]])", R"([1000,0,null])",
        R"(["f099999999999999999999",0,null])", R"({"p1":"f01000"})"}) {
    BOOST_TEST_CONTEXT(params) {
      const Said said = say(
          network, std::string(R"({"id":1,"method":"Filecoin.StateMinerPartitions","params":)") +
                       params + "}");
      BOOST_TEST(said.http_status == 500);
      BOOST_TEST(said.error.substr(0, 6) == "-32700");
    }
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_not_json_is_http_500) {
  Network network;
  for (const char* body : {"{", "{\"id\":1,", "nonsense", "[{]", "[1,2]", "5", "{\"method\":5}"}) {
    BOOST_TEST_CONTEXT(body) {
      const Said said = say(network, body);
      BOOST_TEST(said.http_status == 500);
      BOOST_TEST(said.error == "-32700 Parse error");
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_at_all_is_http_400) {
  Network network;
  for (const char* body : {"", " \n", "[]", " [ ] "}) {
    BOOST_TEST_CONTEXT('"' << body << '"') {
      const Said said = say(network, body);
      BOOST_TEST(said.http_status == 400);
      BOOST_TEST(said.error == "-32600 Invalid request");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_application_is_code_1_with_http_200) {
  Network network;
  const Said said =
      say(network, R"({"id":1,"method":"Filecoin.StateMinerFaults","params":["f09",null]})");
  BOOST_TEST(said.http_status == 200);
  BOOST_TEST(said.error == "1 failed to load miner actor: actor not found");
}

BOOST_AUTO_TEST_CASE(a_batch_is_answered_in_order_with_http_200_whatever_is_in_it) {
  Network network;
  const auto answer = network.rpc.answer(
      R"([{"id":3,"method":"Filecoin.Nothing","params":[]},
          {"id":1,"method":"Filecoin.Version","params":[]},
          {"id":2,"method":"Filecoin.StateMinerFaults","params":["f01000"]}])");
  BOOST_TEST(answer.http_status == 200);
  const auto answers = parsed(answer.body).as_array();
  BOOST_REQUIRE(answers.size() == 3U);
  BOOST_TEST(answers[0].at("id").as_int64() == 3);
  BOOST_TEST(answers[0].at("error").at("code").as_int64() == -32601);
  BOOST_TEST(answers[1].at("id").as_int64() == 1);
  BOOST_TEST(answers[1].as_object().contains("result"));
  BOOST_TEST(answers[2].at("id").as_int64() == 2);
  BOOST_TEST(answers[2].at("error").at("code").as_int64() == -32602);
}

BOOST_AUTO_TEST_CASE(a_call_without_id_leaves_a_hole) {
  Network network;
  BOOST_TEST(network.rpc.answer(R"({"method":"Filecoin.Version","params":[]})").body.empty());
  const auto answer = network.rpc.answer(
      R"([{"id":1,"method":"Filecoin.StateListMiners","params":[[]]},
          {"method":"Filecoin.Version","params":[]}])");
  BOOST_TEST(answer.body == "[{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":[\"f01000\"]}\n,]");
}

BOOST_AUTO_TEST_CASE(an_id_of_a_wrong_type_ends_a_batch_early) {
  Network network;
  const auto answer = network.rpc.answer(
      R"([{"id":{},"method":"Filecoin.Version","params":[]},
          {"id":1,"method":"Filecoin.Version","params":[]}])");
  BOOST_TEST(answer.http_status == 200);
  BOOST_TEST(answer.body.back() != ']');
  BOOST_TEST(answer.body.find("\"result\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(calls_are_counted_by_method_and_each_member_of_a_batch_counts) {
  Network network;
  const std::string call = R"({"id":1,"method":"Filecoin.Version","params":[]})";
  (void)network.rpc.answer(call);
  (void)network.rpc.answer("[" + call + "," + call + R"(,{"id":1,"method":"x"}])");
  BOOST_TEST(network.rpc.calls().size() == 1U);
  BOOST_TEST(network.rpc.calls().at("Filecoin.Version") == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
