#include "commands/config.h"

#include <boost/test/unit_test.hpp>

using namespace mock;

namespace {

std::string complaint(std::string_view text) {
  const auto config = parse_config(text, "/base");
  return config ? "accepted" : config.error().text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(empty_configuration_has_defaults_below_its_own_folder) {
  const auto config = parse_config("{}", "/base");
  BOOST_REQUIRE(config);
  BOOST_TEST(config->listen.ip == "127.0.0.1");
  BOOST_TEST(config->listen.port == 0U);
  BOOST_TEST(config->rpc_listen.ip == "127.0.0.1");
  BOOST_TEST(config->token_file.empty());
  BOOST_TEST(config->data_dir == "/base/data");
  BOOST_TEST(config->plugins_dir == "/base/plugins");
  BOOST_TEST(config->aggregator.database == "/base/data/aggregator.db");
  BOOST_TEST(config->plugins.empty());
}

BOOST_AUTO_TEST_CASE(every_key_reaches_its_place) {
  const auto config = parse_config(R"({
    "listen": {"address": "::1", "port": 65535},
    "rpc_listen": {"address": "127.0.0.2", "port": 1},
    "limits": {"header_bytes_max": 256, "body_bytes_max": 1024, "bodies_bytes_max": 2048,
      "connections_max": 3,
               "requests_waiting_max": 4, "receive_ms_max": 5, "send_ms_max": 6, "idle_ms_max": 7},
    "token_file": "token", "data_dir": "/data", "payload_bytes_max": 8,
    "disk_reserve_bytes": 9, "plugins_directory": "../p",
    "plugins": [{"name": "raas", "enabled": true, "file": "libraas_plugin.so", "state_dir": "s",
                 "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                 "config": {"a": [1, "x"]}},
                {"name": "other", "file": "b.so"}],
    "chain": {"seed": 9, "genesis_unix": 10, "start_epoch": 11, "finality_lag_epochs": 12,
      "null_rounds_ppm": 13},
    "providers": {"seed": 14, "count": 15, "first_id": 16, "reject_ppm": 17, "never_seal_ppm": 18,
                  "seal_epochs_min": 19, "seal_epochs_max": 20, "retrieval_epochs_max": 21,
                  "retrieval_failure_ppm": 22},
    "deals": {"seed": 23, "propose_epochs_min": 24, "propose_epochs_max": 25,
      "publish_epochs_min": 26,
              "publish_epochs_max": 27, "transfer_epochs_min": 28, "transfer_epochs_max": 29,
              "start_after_epochs": 30, "first_duration_epochs": 518400}
  })",
                                   "/base");
  BOOST_REQUIRE_MESSAGE(config, complaint("{}"));
  BOOST_TEST(config->listen.ip == "::1");
  BOOST_TEST(config->listen.port == 65535U);
  BOOST_TEST(config->rpc_listen.port == 1U);
  BOOST_TEST(config->limits.header_bytes_max == 256U);
  BOOST_TEST(config->limits.idle_time_max.count() == 7);
  BOOST_TEST(config->token_file == "/base/token");
  BOOST_TEST(config->data_dir == "/data");
  BOOST_TEST(config->payload_bytes_max == 8U);
  BOOST_TEST(config->disk_reserve_bytes == 9U);
  BOOST_TEST(config->plugins_dir == "/p");
  BOOST_REQUIRE(config->plugins.size() == 2U);
  BOOST_TEST(config->plugins[0].enabled);
  BOOST_TEST(config->plugins[0].state_dir == "/base/s");
  BOOST_TEST(config->plugins[0].config == R"({"a":[1,"x"]})");
  BOOST_TEST(!config->plugins[1].enabled);
  BOOST_TEST(config->plugins[1].state_dir == "/data/plugins/other");
  BOOST_TEST(config->aggregator.chain.seed == 9U);
  BOOST_TEST(config->aggregator.chain.finality_lag == 12);
  BOOST_TEST(config->aggregator.population.count == 15U);
  BOOST_TEST(config->aggregator.population.retrieval_failure_ppm == 22U);
  BOOST_TEST(config->aggregator.pace.seed == 23U);
  BOOST_TEST(config->aggregator.pace.start_after == 30);
  BOOST_TEST(config->aggregator.first_deal_duration == 518400);
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_refused_wherever_they_are) {
  BOOST_TEST(complaint(R"({"lisen": {}})") == "/lisen: unknown key");
  BOOST_TEST(complaint(R"({"chain": {"sede": 1}})") == "/chain/sede: unknown key");
  BOOST_TEST(complaint(R"({"plugins": [{"name": "a", "file": "b", "~/": 1}]})") ==
             "/plugins/0/~0~1: unknown key");
}

BOOST_AUTO_TEST_CASE(wrong_types_are_named_with_what_was_expected) {
  BOOST_TEST(complaint("[]") == "/: an array, expected an object");
  BOOST_TEST(complaint(R"({"listen": "127.0.0.1"})") ==
             "/listen: \"127.0.0.1\", expected an object");
  BOOST_TEST(complaint(R"({"listen": {"address": 1}})") == "/listen/address: 1, expected a text");
  BOOST_TEST(complaint(R"({"listen": {"address": "a\u0000b"}})") ==
             "/listen/address: a text with a NUL in it");
  BOOST_TEST(complaint(R"({"chain": {"seed": "1"}})")
                 .starts_with("/chain/seed: \"1\", expected a whole number"));
  BOOST_TEST(
      complaint(R"({"chain": {"seed": 1.5}})").starts_with("/chain/seed: 1.5E0, expected a whole"));
  BOOST_TEST(
      complaint(R"({"chain": {"seed": null}})").starts_with("/chain/seed: null, expected a whole"));
  BOOST_TEST(complaint(R"({"plugins": {}})") == "/plugins: an object, expected an array");
  BOOST_TEST(complaint(R"({"plugins": [1]})") == "/plugins/0: 1, expected an object");
  BOOST_TEST(complaint(R"({"plugins": [{"name": "a", "file": "b", "enabled": 1}]})") ==
             "/plugins/0/enabled: 1, expected true or false");
  BOOST_TEST(complaint(R"({"plugins": [{"name": "a", "file": "b", "config": []}]})") ==
             "/plugins/0/config: an array, expected an object");
}

BOOST_AUTO_TEST_CASE(numbers_are_taken_up_to_their_edges) {
  BOOST_TEST(complaint(R"({"listen": {"port": 0}})") == "accepted");
  BOOST_TEST(complaint(R"({"listen": {"port": 65535}})") == "accepted");
  BOOST_TEST(complaint(R"({"listen": {"port": -1}})") ==
             "/listen/port: -1, expected a whole number from 0 to 65535");
  BOOST_TEST(complaint(R"({"listen": {"port": 65536}})") ==
             "/listen/port: 65536, expected a whole number from 0 to 65535");
  BOOST_TEST(
      complaint(R"({"deals": {"first_duration_epochs": 518399}})") ==
      "/deals/first_duration_epochs: 518399, expected a whole number from 518400 to 3680640");
  BOOST_TEST(complaint(R"({"deals": {"first_duration_epochs": 3680640}})") == "accepted");
  BOOST_TEST(complaint(R"({"deals": {"first_duration_epochs": 3680641}})") != "accepted");
  BOOST_TEST(complaint(R"({"chain": {"seed": 9223372036854775807}})") == "accepted");
  BOOST_TEST(complaint(R"({"chain": {"seed": 9223372036854775808}})") != "accepted");
}

BOOST_AUTO_TEST_CASE(longest_time_is_not_below_the_shortest) {
  BOOST_TEST(complaint(R"({"providers": {"seal_epochs_min": 10, "seal_epochs_max": 10}})") ==
             "accepted");
  BOOST_TEST(complaint(R"({"providers": {"seal_epochs_min": 10, "seal_epochs_max": 9}})")
                 .starts_with("/providers/seal_epochs_max: 9, expected a whole number from 10 to"));
}

BOOST_AUTO_TEST_CASE(plugins_are_named_once_and_enabled_one_at_a_time) {
  BOOST_TEST(complaint(R"({"plugins": [{"file": "b"}]})") ==
             "/plugins/0/name: nothing, expected a text");
  BOOST_TEST(complaint(R"({"plugins": [{"name": "a"}]})") ==
             "/plugins/0/file: nothing, expected a text");
  BOOST_TEST(
      complaint(R"({"plugins": [{"name": "a", "file": "b"}, {"name": "a", "file": "c"}]})") ==
      "/plugins/1/name: \"a\" for the second time");
  BOOST_TEST(complaint(R"({"plugins": [{"name": "a", "file": "b", "enabled": true},
                                       {"name": "b", "file": "b", "enabled": true}]})") ==
             "/plugins: 2 plugins are enabled, expected at most one");
}

BOOST_AUTO_TEST_CASE(plugin_files_stay_in_the_plugins_directory) {
  for (const char* file : {"../evil.so", "/lib/evil.so", "a/b.so", ".hidden", "..", "a b"}) {
    BOOST_TEST(complaint(R"({"plugins": [{"name": "a", "file": ")" + std::string(file) + "\"}]}") ==
               "/plugins/0/file: \"" + std::string(file) +
                   "\", expected the name of a file in the plugins directory");
  }
  BOOST_TEST(complaint(R"({"plugins": [{"name": "a", "file": "b", "sha256": "12"}]})") ==
             "/plugins/0/sha256: \"12\", expected 64 hexadecimal digits, lower case");
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_refused_with_its_line) {
  BOOST_TEST(complaint("").starts_with("line 1: not JSON: "));
  BOOST_TEST(complaint("{\n  \"listen\": {\n").starts_with("line 3: not JSON: "));
  BOOST_TEST(complaint("{\n} x").starts_with("line 2: not JSON: "));
  BOOST_TEST(complaint("{\n\"a\": nul}").starts_with("line 2: not JSON: "));
}

BOOST_AUTO_TEST_CASE(file_that_is_not_there_is_named) {
  BOOST_TEST(load_config("/nowhere/aggregator.json").error().text ==
             "/nowhere/aggregator.json: No such file or directory");
}

BOOST_AUTO_TEST_CASE(example_is_a_good_configuration) {
  const auto config = load_config(EXAMPLE_CONFIG);
  BOOST_REQUIRE_MESSAGE(config, config.error().text);
  BOOST_TEST(config->plugins.at(0).enabled);
}

BOOST_AUTO_TEST_SUITE_END()
