#include <boost/test/unit_test.hpp>
#include <random>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

struct Refused {
  raas_status status;
  std::string text;
};

// What init() says to a config in a fresh folder.
Refused init_with(std::string_view config) {
  Bench bench(config);
  bench.plugin.create();
  const raas_status status = bench.plugin.init();
  return {status, bench.plugin.error()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(empty_config_means_all_defaults) {
  BOOST_TEST(init_with("").status == RAAS_OK);
  BOOST_TEST(init_with("{}").status == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(error_names_the_pointer_what_was_found_and_what_was_expected) {
  const struct {
    const char* config;
    const char* pointer;
    const char* found;
  } cases[] = {
      {R"({"terms":{"copies_target":"3"}})", "/terms/copies_target", "text"},
      {R"({"terms":{"copies_target":0}})", "/terms/copies_target", "0"},
      {R"({"terms":{"copies_target":101}})", "/terms/copies_target", "101"},
      {R"({"terms":{"copies_target":-1}})", "/terms/copies_target", "-1"},
      {R"({"terms":{"copies_target":1.5}})", "/terms/copies_target", "a point"},
      {R"({"terms":[]})", "/terms", "array"},
      {R"({"chain":{"use_host_rpc":"perhaps"}})", "/chain/use_host_rpc", "perhaps"},
      {R"({"chain":{"rpc_url":"ftp://x"}})", "/chain/rpc_url", "no http"},
      {R"({"terms":{"verified":1}})", "/terms/verified", "integer"},
      {R"({"policy":{"renew_below_epochs":1000}})", "/policy/renew_below_epochs", "1000"},
  };
  for (const auto& wrong : cases) {
    BOOST_TEST_CONTEXT(wrong.config) {
      const Refused refused = init_with(wrong.config);
      BOOST_TEST(refused.status == RAAS_E_INVALID);
      BOOST_TEST(has(refused.text, wrong.pointer), refused.text);
      BOOST_TEST(has(refused.text, wrong.found), refused.text);
      BOOST_TEST((has(refused.text, "expected") || has(refused.text, "less than") ||
                  has(refused.text, "more than")),
                 refused.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(unknown_key_is_named) {
  const Refused refused = init_with(R"({"terms":{"copies":3}})");
  BOOST_TEST(refused.status == RAAS_E_INVALID);
  BOOST_TEST(has(refused.text, "/terms/copies"), refused.text);
}

BOOST_AUTO_TEST_CASE(text_that_is_no_json_object_is_refused) {
  for (const char* const config : {"{", "[]", "null", "3", "\"x\"", "{}}", "{} {}", "{\"a\":}",
                                   "{'terms':{}}", "{\"terms\":{},\"terms\":{}}"}) {
    const Refused refused = init_with(config);
    BOOST_TEST(refused.status == RAAS_E_INVALID, config);
    BOOST_TEST(has(refused.text, "config"), refused.text);
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_or_holds_a_nul_is_refused) {
  using namespace std::string_view_literals;
  for (const std::string_view config :
       {"{\"log\":{\"file\":\"\xff\xfe\"}}"sv, "{\"log\":{\"file\":\"\xc3\"}}"sv, "{}\0"sv, "\0"sv,
        "{\"log\":{\"file\":\"a\0b\"}}"sv, "{\"log\":{\"file\":\"\xed\xa0\x80\"}}"sv}) {
    const Refused refused = init_with(config);
    BOOST_TEST(refused.status == RAAS_E_INVALID, config);
    BOOST_TEST(!refused.text.empty());
    BOOST_TEST(!has(refused.text, "\xff"));
  }
}

BOOST_AUTO_TEST_CASE(file_name_with_an_escaped_nul_is_refused) {
  BOOST_TEST(init_with("{\"log\":{\"file\":\"a\\u0000b\"}}").status == RAAS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(random_bytes_are_refused) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string config(1 + random() % 300, ' ');
    for (char& byte : config) byte = static_cast<char>(random());
    BOOST_TEST(init_with(config).status == RAAS_E_INVALID, "round " << round);
  }
}

BOOST_AUTO_TEST_CASE(ten_megabytes_are_refused) {
  const std::size_t size = 10'000'000;
  BOOST_TEST(init_with(std::string(size, '[')).status == RAAS_E_INVALID);
  BOOST_TEST(init_with(R"({"key_namespace":")" + std::string(size, 'a') + "\"}").status ==
             RAAS_E_INVALID);
  const Refused refused = init_with("{\"" + std::string(size, 'k') + "\":1}");
  BOOST_TEST(refused.status == RAAS_E_INVALID);
  BOOST_TEST(refused.text.size() <= 4096U);
}

BOOST_AUTO_TEST_CASE(error_text_is_cut_at_a_utf8_boundary) {
  const std::string folder = "/\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  AbiHost host;
  AbiPlugin whole(host, folder);
  whole.create();
  ErrorText all;
  BOOST_TEST(whole.init(whole.params(), &all.error) == RAAS_E_INTERNAL);
  BOOST_TEST(has(all.text(), "\xf0\x9f\x98\x80"), all.text());
  for (std::size_t capacity = 0; capacity <= all.text().size(); ++capacity) {
    AbiPlugin plugin(host, folder);
    plugin.create();
    ErrorText said(capacity);
    BOOST_TEST(plugin.init(plugin.params(), &said.error) == RAAS_E_INTERNAL);
    BOOST_TEST(said.error.text_len <= capacity);
    BOOST_TEST(said.error.text_len + 4 > capacity);
    BOOST_TEST(said.text() == all.text().substr(0, said.error.text_len));
    const unsigned char next = said.error.text_len < all.text().size()
                                   ? static_cast<unsigned char>(all.text()[said.error.text_len])
                                   : 0;
    BOOST_TEST((next & 0xc0U) != 0x80U, "cut inside of a character at " << capacity);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_written_to_an_error_struct_that_is_too_small) {
  Bench bench("[");
  bench.plugin.create();
  ErrorText said;
  said.error.struct_size = sizeof(raas_error) - 1;
  BOOST_TEST(bench.plugin.init(bench.plugin.params(), &said.error) == RAAS_E_INVALID);
  BOOST_TEST(said.error.text_len == 0U);
  BOOST_TEST(said.error.code == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(error_struct_without_room_for_text_gets_the_code) {
  Bench bench("[");
  bench.plugin.create();
  raas_error error{};
  error.struct_size = sizeof error;
  BOOST_TEST(bench.plugin.init(bench.plugin.params(), &error) == RAAS_E_INVALID);
  BOOST_TEST(error.code == RAAS_E_INVALID);
  BOOST_TEST(error.text_len == 0U);
}

BOOST_AUTO_TEST_CASE(error_struct_is_untouched_by_success) {
  Bench bench;
  bench.plugin.create();
  ErrorText said;
  said.error.code = 77;
  said.error.text_len = 3;
  BOOST_TEST(bench.plugin.init(bench.plugin.params(), &said.error) == RAAS_OK);
  BOOST_TEST(said.error.code == 77);
  BOOST_TEST(said.error.text_len == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
