#include <sys/stat.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "running_host.h"
#include "support/raw_socket.h"

using namespace e2e;
using namespace std::chrono_literals;

namespace {

constexpr const char* hello_cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";

unsigned status_of(const mock::Outcome<mock::HttpAnswer>& answer) {
  return answer ? answer->status : 0;
}

boost::json::value json_of(const mock::Outcome<mock::HttpAnswer>& answer) {
  BOOST_REQUIRE_MESSAGE(answer, "no answer");
  return boost::json::parse(answer->body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(serving)

BOOST_AUTO_TEST_CASE(upload_is_kept_dealt_and_given_back) {
  const HostFolder folder({.has_plugin = false});
  RunningHost host(folder);
  const auto uploaded = host.client().upload("/api/uploadFile", "hello.txt", "hello world");
  BOOST_TEST(status_of(uploaded) == 201U);
  const auto body = json_of(uploaded);
  BOOST_TEST(body.at("cid").as_string() == hello_cid);
  BOOST_TEST(body.at("size").as_int64() == 11);
  BOOST_TEST(body.at("piece_size").as_int64() == 128);
  BOOST_TEST(body.at("request").as_int64() == 1);

  for (const std::string target : {"/ipfs/", "/api/retrieve?cid="}) {
    const auto got = host.client().get(target + hello_cid);
    BOOST_TEST(status_of(got) == 200U);
    BOOST_TEST(got->body == "hello world");
  }
  const auto deals = json_of(host.client().get(std::string("/mock/deals?cid=") + hello_cid));
  BOOST_TEST(deals.at("deals").as_array().size() == 1U);
  BOOST_TEST(host.stop() == 0);
}

BOOST_AUTO_TEST_CASE(data_that_the_aggregator_let_go_comes_from_a_provider_with_a_copy) {
  const HostFolder folder({.has_plugin = false});
  RunningHost host(folder);
  (void)host.client().upload("/api/uploadFile", "hello.txt", "hello world");
  const std::string target = std::string("/ipfs/") + hello_cid;
  BOOST_TEST(status_of(host.client().send(
                 {.method = "DELETE", .target = std::string("/mock/payloads/") + hello_cid})) ==
             200U);
  BOOST_TEST(status_of(host.client().get(target)) == 503U);

  bool is_active = false;
  for (int day = 0; day < 20 && !is_active; ++day) {
    BOOST_TEST(status_of(host.client().send_json("POST", "/mock/clock",
                                                 R"({"advance_epochs": 2880})")) == 200U);
    const auto deals = json_of(host.client().get("/mock/deals"));
    is_active = deals.at("deals").at(0).at("is_healthy").as_bool();
  }
  BOOST_TEST(is_active);
  const auto got = host.client().get(target);
  BOOST_TEST(status_of(got) == 200U);
  BOOST_TEST(got->body == "hello world");
}

BOOST_AUTO_TEST_CASE(wrong_requests_are_refused_with_the_reason) {
  const HostFolder folder({.has_plugin = false});
  RunningHost host(folder);
  mock::HttpClient& client = host.client();
  BOOST_TEST(status_of(client.get("/ipfs/not-a-cid")) == 400U);
  BOOST_TEST(status_of(client.get("/ipfs/..%2f..%2fetc%2fpasswd")) == 400U);
  BOOST_TEST(status_of(client.get(std::string("/ipfs/") + hello_cid)) == 404U);
  BOOST_TEST(status_of(client.get("/api/retrieve")) == 400U);
  BOOST_TEST(status_of(client.get("/api/uploadFile")) == 405U);
  BOOST_TEST(status_of(client.send_json("POST", "/api/uploadFile", "{}")) == 400U);
  BOOST_TEST(status_of(client.send({.method = "POST", .target = "/"})) == 405U);
  BOOST_TEST(status_of(client.get("/mock/nothing")) == 404U);
  BOOST_TEST(status_of(client.send_json("POST", "/mock/clock", "{")) == 400U);
  BOOST_TEST(status_of(client.send_json("POST", "/mock/clock", R"({"advance_epochs": -1})")) ==
             400U);
  BOOST_TEST(status_of(client.send_json("POST", "/mock/clock", R"({"speed": "fast"})")) == 400U);
  BOOST_TEST(status_of(client.send(
                 {.method = "POST", .target = "/mock/providers/f0999999/leave"})) == 404U);
  BOOST_TEST(status_of(client.get("/jobs")) == 503U);
}

BOOST_AUTO_TEST_CASE(token_is_asked_for_where_there_is_one) {
  const HostFolder folder({.has_plugin = false, .has_token = true});
  RunningHost host(folder);
  const auto with = [](const char* value) {
    return mock::HttpRequest{.method = "GET", .target = "/", .fields = {{"Authorization", value}}};
  };
  BOOST_TEST(status_of(host.client().get("/")) == 401U);
  BOOST_TEST(status_of(host.client().send(with("Bearer let-me-i"))) == 401U);
  BOOST_TEST(status_of(host.client().send(with("Bearer let-me-inn"))) == 401U);
  BOOST_TEST(status_of(host.client().send(with("let-me-in"))) == 401U);
  BOOST_TEST(status_of(host.client().send(with("Bearer let-me-in"))) == 200U);
}

BOOST_AUTO_TEST_CASE(it_stops_when_it_is_asked_to_while_it_starts) {
  for (int delay_ms = 0; delay_ms <= 40; ++delay_ms) {
    const HostFolder folder({.has_plugin = false});
    raas_test::Spawned host(e2e::mock_host(), {"run", "--config", folder.config()});
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    host.send_signal(SIGTERM);
    const auto status = host.exit_status(std::chrono::seconds(20));
    BOOST_TEST_REQUIRE(status.has_value(), "after " << delay_ms << " ms");
    // Before it takes signals, it is ended by this one.
    BOOST_TEST((*status == 0 || *status == 128 + SIGTERM), "after " << delay_ms << " ms");
  }
}

BOOST_AUTO_TEST_CASE(time_and_payloads_go_on_after_a_restart) {
  const HostFolder folder({.has_plugin = false});
  {
    RunningHost host(folder);
    (void)host.client().upload("/api/uploadFile", "hello.txt", "hello world");
    (void)host.client().send_json("POST", "/mock/clock", R"({"advance_epochs": 5000})");
    BOOST_TEST(host.stop() == 0);
  }
  RunningHost host(folder);
  const auto state = json_of(host.client().get("/mock/state"));
  BOOST_TEST(state.at("epochs_since_start").as_int64() == 5000);
  BOOST_TEST(host.client().get(std::string("/ipfs/") + hello_cid)->body == "hello world");
}

BOOST_AUTO_TEST_CASE(run_ends_by_itself_when_its_epochs_are_over_and_reports) {
  const HostFolder folder({.has_plugin = false});
  RunningHost host(folder, {"--speed", "max", "--epochs", "100", "--report",
                            folder.path("report.json").string()});
  (void)host.client().upload("/api/uploadFile", "hello.txt", "hello world");
  BOOST_TEST(host.program().exit_status(patience).value_or(-1) == 0);
  std::ifstream file(folder.path("report.json"));
  const auto report = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  BOOST_TEST(report.at("epochs").as_int64() == 100);
  BOOST_TEST(report.at("violations").as_array().empty());
}

BOOST_AUTO_TEST_CASE(a_second_host_on_the_same_folder_is_kept_out) {
  const HostFolder folder({.has_plugin = false});
  const RunningHost host(folder);
  const auto second =
      raas_test::run_program(mock_host(), {"run", "--config", folder.config()}, patience);
  BOOST_TEST(second.status == 3);
  BOOST_TEST(second.errors.find("another mock-host is using it") != std::string::npos,
             second.errors);
}

BOOST_AUTO_TEST_CASE(wrong_configuration_is_2_and_unusable_plugin_is_3) {
  const HostFolder folder({.has_plugin = false});
  const auto run = [&](const std::string& config) {
    folder.write("aggregator.json", config);
    return raas_test::run_program(mock_host(), {"run", "--config", folder.config()}, patience);
  };
  const auto unknown = run(R"({"pluginz": []})");
  BOOST_TEST(unknown.status == 2);
  BOOST_TEST(unknown.errors.find("/pluginz: unknown key") != std::string::npos, unknown.errors);

  const auto missing =
      run(R"({"plugins": [{"name": "raas", "enabled": true, "file": "none.so"}]})");
  BOOST_TEST(missing.status == 3);
  BOOST_TEST(missing.errors.find("none.so") != std::string::npos, missing.errors);

  folder.write("plugins/text.so", "not a library");
  const auto text = run(R"({"plugins": [{"name": "raas", "enabled": true, "file": "text.so"}]})");
  BOOST_TEST(text.status == 3);
  ::chmod(folder.path("plugins/text.so").c_str(), 0666);
  const auto open = run(R"({"plugins": [{"name": "raas", "enabled": true, "file": "text.so"}]})");
  BOOST_TEST(open.status == 3);
  BOOST_TEST(open.errors.find("writable by its group or by everybody") != std::string::npos,
             open.errors);
}

BOOST_AUTO_TEST_CASE(address_that_is_taken_is_3) {
  const HostFolder folder({.has_plugin = false});
  const HostFolder other({.has_plugin = false});
  const RunningHost host(folder);
  other.write("aggregator.json", R"({"listen": {"port": )" + std::to_string(host.port()) + "}}");
  const auto second =
      raas_test::run_program(mock_host(), {"run", "--config", other.config()}, patience);
  BOOST_TEST(second.status == 3);
  BOOST_TEST(second.errors.find("Address already in use") != std::string::npos, second.errors);
}

BOOST_AUTO_TEST_SUITE_END()
