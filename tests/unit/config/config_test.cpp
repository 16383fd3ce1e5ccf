#include "adapters/config/config.h"

#include <boost/test/unit_test.hpp>

namespace raas {
namespace {

std::string objection(const std::string& text) {
  const auto config = parse_config(text);
  BOOST_REQUIRE(!config.has_value());
  BOOST_TEST(name_of(config.error().code()) == "invalid_input");
  return config.error().text();
}

Config accepted(const std::string& text) {
  auto config = parse_config(text);
  BOOST_REQUIRE(config.has_value());
  return *std::move(config);
}

/// Either reads the text or says why not.
std::string verdict(const std::string& text) {
  const auto config = parse_config(text);
  return config ? "" : config.error().text();
}

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(empty_text_and_empty_object_are_all_defaults) {
  for (const char* text : {"", "{}", " {\n} "}) {
    const Config config = accepted(text);
    BOOST_TEST((config.terms == Terms{}));
    BOOST_TEST(config.policy.sealing_max_epochs == 8640);
    BOOST_TEST(config.key_namespace == "raas");
    BOOST_TEST((config.enrolment == EnrolmentMode::registered));
  }
}

BOOST_AUTO_TEST_CASE(defaults_obey_the_rules_themselves) {
  BOOST_TEST(verdict(R"({"policy":{}})") == "");
}

BOOST_AUTO_TEST_CASE(values_are_taken) {
  const Config config = accepted(R"({
    "key_namespace": "a-B_9.:x",
    "enrolment": {"mode": "all"},
    "terms": {"repair": false, "price_max": "340282366920938463463374607431768211455",
              "providers_excluded": ["f0200", "t0100", "f0100"], "deal_duration_epochs": 1000000},
    "policy": {"renew_below_epochs": 20000, "in_flight_max": 7},
    "chain": {"rpc_url": "https://node.example:1234/rpc/v1", "rule": "market", "epoch_ms": 1000,
              "use_host_rpc": "never"},
    "store": {"history_per_job_max": 10},
    "log": {"level": "warn", "file": "raas.log", "file_bytes_max": 65536, "files_max": 1},
    "api": {"page_max": 1}, "service": {"jobs_per_slice": 1}})");
  BOOST_TEST(config.key_namespace == "a-B_9.:x");
  BOOST_TEST((config.enrolment == EnrolmentMode::all));
  BOOST_TEST(!config.terms.repair);
  BOOST_TEST((config.terms.price_max == AttoFil(~Uint128{0})));
  BOOST_TEST((config.terms.providers_excluded == std::vector<ActorId>{100, 200}));
  BOOST_TEST(config.terms.renew_below_epochs == 20000);
  BOOST_TEST(config.policy.in_flight_max == 7U);
  BOOST_TEST(config.chain.rpc_url == "https://node.example:1234/rpc/v1");
  BOOST_TEST((config.chain.rule == ProvingRule::market));
  BOOST_TEST((config.chain.use_host_rpc == HostRpcUse::never));
  BOOST_TEST(config.chain.time.epoch_ms == 1000);
  BOOST_TEST(config.store.history_per_job_max == 10U);
  BOOST_TEST((config.log.level == Level::warn));
  BOOST_TEST(config.log.file_bytes_max == 65536U);
  BOOST_TEST(config.api.page_max == 1U);
  BOOST_TEST(config.service.jobs_per_slice == 1U);
}

BOOST_AUTO_TEST_CASE(target_alone_says_how_many_copies_there_are) {
  const Terms terms = accepted(R"({"terms":{"copies_target":3}})").terms;
  BOOST_TEST(terms.copies_min == 3U);
  BOOST_TEST(terms.copies_target == 3U);
  BOOST_TEST(terms.copies_max == 3U);
  BOOST_TEST(accepted(R"({"terms":{"copies_target":3,"copies_min":2}})").terms.copies_min == 2U);
  BOOST_TEST(accepted(R"({"terms":{"copies_target":3,"copies_max":5}})").terms.copies_max == 5U);
}

BOOST_AUTO_TEST_CASE(copies_are_in_order) {
  BOOST_TEST(verdict(R"({"terms":{"copies_min":2,"copies_target":2,"copies_max":2}})") == "");
  BOOST_TEST(objection(R"({"terms":{"copies_min":3,"copies_target":2}})") ==
             "config: /terms/copies_target: 2 is less than 3 (/terms/copies_min)");
  BOOST_TEST(objection(R"({"terms":{"copies_max":1,"copies_target":2}})") ==
             "config: /terms/copies_max: 1 is less than 2 (/terms/copies_target)");
}

BOOST_AUTO_TEST_CASE(renewal_threshold_is_at_least_twice_the_sealing_time) {
  BOOST_TEST(objection(R"({"policy":{"renew_below_epochs":1000}})") ==
             "config: /policy/renew_below_epochs: 1000 is less than 17280 "
             "(twice the sealing time of 3 days)");
  BOOST_TEST(verdict(R"({"policy":{"renew_below_epochs":17279}})") != "");
  BOOST_TEST(verdict(R"({"policy":{"renew_below_epochs":17280}})") == "");
  BOOST_TEST(objection(R"({"policy":{"sealing_max_epochs":43320}})").ends_with("361 hours)"));
  BOOST_TEST(objection(R"({"policy":{"sealing_max_epochs":43201}})").ends_with("43201 epochs)"));
}

BOOST_AUTO_TEST_CASE(new_copy_is_not_about_to_end_from_its_first_day_on) {
  const auto text = [](int renew_below) {
    return R"({"terms":{"deal_duration_epochs":518400},"policy":{"renew_below_epochs":)" +
           std::to_string(renew_below) + "}}";
  };
  BOOST_TEST(verdict(text(518399)) == "");
  BOOST_TEST(objection(text(518400)) ==
             "config: /policy/renew_below_epochs: 518400, expected less than 518400 "
             "(/terms/deal_duration_epochs)");
}

BOOST_AUTO_TEST_CASE(waits_are_in_order) {
  BOOST_TEST(verdict(R"({"policy":{"backoff_min_epochs":9,"backoff_max_epochs":9}})") == "");
  BOOST_TEST(objection(R"({"policy":{"backoff_min_epochs":10,"backoff_max_epochs":9}})") ==
             "config: /policy/backoff_max_epochs: 9 is less than 10 (/policy/backoff_min_epochs)");
  BOOST_TEST(verdict(R"({"policy":{"provider_rest_min_epochs":9,"provider_rest_max_epochs":8}})") !=
             "");
}

BOOST_AUTO_TEST_CASE(address_of_the_node_is_checked) {
  const auto with_url = [](const std::string& url) {
    return R"({"chain":{"rpc_url":")" + url + R"("}})";
  };
  for (const char* good : {"", "http://a", "https://a.b:1/c?d", "http://[::1]:1234/rpc/v1"}) {
    BOOST_TEST(verdict(with_url(good)) == "", good);
  }
  for (const char* bad : {"ftp://a", "http://", "http:///x", "http://:80", "a.b", "http://a b",
                          "http://a\\nb", "http://a\\u00e4", " http://a"}) {
    BOOST_TEST(verdict(with_url(bad)).starts_with("config: /chain/rpc_url: found "), bad);
  }
}

BOOST_AUTO_TEST_CASE(several_nodes_are_written_with_single_blanks_between) {
  const auto urls_of = [](const std::string& url) {
    const auto config = parse_config(R"({"chain":{"rpc_url":")" + url + R"("}})");
    return config ? rpc_urls(config->chain) : std::vector<std::string>{config.error().text()};
  };
  BOOST_TEST(
      (urls_of("http://a https://b/c") == std::vector<std::string>{"http://a", "https://b/c"}));
  BOOST_TEST((urls_of("http://a") == std::vector<std::string>{"http://a"}));
  BOOST_TEST(urls_of("").empty());
  for (const char* bad : {"http://a  http://b", "http://a ", "http://a b", "http://a http://b@c"}) {
    BOOST_TEST(urls_of(bad).at(0).starts_with("config: /chain/rpc_url: found "), bad);
  }
  BOOST_TEST(urls_of("http://a http://b http://a").at(0) ==
             "config: /chain/rpc_url: found an address twice, expected different nodes");
}

BOOST_AUTO_TEST_CASE(eight_nodes_are_enough) {
  std::string url = "http://n1";
  for (int i = 2; i <= 8; ++i) url += " http://n" + std::to_string(i);
  BOOST_TEST(verdict(R"({"chain":{"rpc_url":")" + url + R"("}})") == "");
  BOOST_TEST(verdict(R"({"chain":{"rpc_url":")" + url + R"( http://n9"}})") ==
             "config: /chain/rpc_url: 9 addresses are more than 8");
}

BOOST_AUTO_TEST_CASE(password_in_the_address_is_refused_and_not_repeated) {
  const std::string text = objection(R"({"chain":{"rpc_url":"http://me:secret@a/rpc"}})");
  BOOST_TEST(text.starts_with("config: /chain/rpc_url: found a user name, expected "));
  BOOST_TEST(text.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(there_is_a_way_to_the_chain) {
  BOOST_TEST(verdict(R"({"chain":{"rpc_url":"","use_host_rpc":"always"}})") == "");
  BOOST_TEST(verdict(R"({"chain":{"rpc_url":"","use_host_rpc":"never"}})")
                 .starts_with("config: /chain/rpc_url: empty, "));
}

BOOST_AUTO_TEST_CASE(paths_are_checked) {
  BOOST_TEST(objection(R"({"chain":{"token_file":"token"}})") ==
             "config: /chain/token_file: a relative path, expected an absolute one");
  BOOST_TEST(objection(R"({"chain":{"token_file":"/a\u0000b"}})") ==
             "config: /chain/token_file: a NUL in the path");
  BOOST_TEST(objection(R"({"log":{"file":"a\u0000b"}})") == "config: /log/file: a NUL in the path");
}

BOOST_AUTO_TEST_CASE(token_file_is_looked_at) {
  BOOST_TEST(objection(R"({"chain":{"token_file":"/nonexistent/token"}})") ==
             "config: /chain/token_file: /nonexistent/token: No such file or directory");
  BOOST_TEST(objection(R"({"chain":{"token_file":"/etc/passwd"}})") ==
             "config: /chain/token_file: /etc/passwd: mode 0644, expected no rights for others "
             "than the owner (chmod 600)");
}

BOOST_AUTO_TEST_CASE(namespace_fits_into_a_key) {
  BOOST_TEST(verdict(R"({"key_namespace":"a/b"})") ==
             "config: /key_namespace: a character outside of A-Z a-z 0-9 . _ : -");
  BOOST_TEST(verdict(R"({"key_namespace":""})") ==
             "config: /key_namespace: 0 bytes is less than 1");
  BOOST_TEST(verdict(R"({"key_namespace":")" + std::string(64, 'a') + "\"}") == "");
  BOOST_TEST(verdict(R"({"key_namespace":")" + std::string(65, 'a') + "\"}") ==
             "config: /key_namespace: 65 bytes is more than 64");
}

BOOST_AUTO_TEST_CASE(provider_that_is_none_is_named_by_its_place) {
  BOOST_TEST(objection(R"({"terms":{"providers_trusted":["f01","f1abc"]}})")
                 .starts_with("config: /terms/providers_trusted/1: "));
  BOOST_TEST(objection(R"({"terms":{"providers_trusted":["f01",2]}})") ==
             "config: /terms/providers_trusted/1: found an integer, expected a text");
}

BOOST_AUTO_TEST_CASE(price_that_is_none_is_refused) {
  BOOST_TEST(accepted(R"({"terms":{"price_max":""}})").terms.price_max.has_value() == false);
  BOOST_TEST(accepted(R"({"terms":{"price_max":"0"}})").terms.price_max.has_value());
  for (const char* bad : {"-1", "1.5", "1e3", "340282366920938463463374607431768211456"}) {
    BOOST_TEST(verdict(R"({"terms":{"price_max":")" + std::string(bad) + "\"}}")
                   .starts_with("config: /terms/price_max: "),
               bad);
  }
}

BOOST_AUTO_TEST_CASE(contracts_are_addresses_of_different_contracts) {
  const std::string one = "0x4015c3E5453d38Df71539C0F7440603C69784d7a";
  const std::string other = "0xd928b92e6028463910b2005d118c2ede16c38a2a";
  const auto config = parse_config(R"({"contract":{"addresses":")" + one + " " + other + "\"}}");
  BOOST_REQUIRE(config.has_value());
  const auto addresses = contract_addresses(config->contract);
  BOOST_REQUIRE(addresses.size() == 2U);
  BOOST_TEST(addresses[0] == "0x4015c3e5453d38df71539c0f7440603c69784d7a");
  BOOST_TEST(addresses[1] == other);
  BOOST_TEST(contract_addresses(parse_config("{}")->contract).empty());
  for (const std::string& bad : {one.substr(1), one + "0", one + " " + one, one + "  " + other,
                                 std::string("0x4015c3e5453d38df71539c0f7440603c69784d7g")}) {
    BOOST_TEST(objection(R"({"contract":{"addresses":")" + bad + "\"}}")
                   .starts_with("config: /contract/addresses: found "),
               bad);
  }
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_named_with_those_that_are_known) {
  BOOST_TEST(objection(R"({"polcy":{}})") ==
             "config: /polcy: unknown key, expected one of: key_namespace, enrolment, terms, "
             "policy, chain, contract, store, log, api, service");
  BOOST_TEST(objection(R"({"enrolment":{"mod/~":1}})") ==
             "config: /enrolment/mod~1~0: unknown key, expected one of: mode");
  BOOST_TEST(objection(R"({"mode":"all"})").starts_with("config: /mode: unknown key"));
  BOOST_TEST(objection(R"({"":1})").starts_with("config: /: unknown key"));
  BOOST_TEST(objection(R"({"terms":{"":1}})").starts_with("config: /terms/: unknown key"));
  BOOST_TEST(objection("{\"" + std::string(5000, 'x') + "\":1}").size() < 300U);
}

BOOST_AUTO_TEST_CASE(sections_are_objects) {
  BOOST_TEST(objection(R"({"terms":[]})") == "config: /terms: found an array, expected an object");
  BOOST_TEST(objection("[]") == "config: /: found an array, expected an object");
  BOOST_TEST(objection("null") == "config: /: found null, expected an object");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
