#include "core/intent.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

using raas::Code;
using raas::IntentKey;

namespace {

Code code_of(const std::string& text) {
  return IntentKey::parse(text, "raas").error().code();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(intent)

BOOST_AUTO_TEST_CASE(key_reads_back_from_its_text) {
  const IntentKey key{.job = 7, .slot = 2, .generation = 1};
  BOOST_TEST(key.text("raas") == "raas/7/2/1");
  BOOST_TEST((IntentKey::parse("raas/7/2/1", "raas").value() == key));
  BOOST_TEST((IntentKey::parse("a/b/7/2/1", "a/b").value() == key));
}

BOOST_AUTO_TEST_CASE(largest_key_reads_back) {
  const IntentKey key{.job = 18446744073709551615U, .slot = 4294967295U, .generation = 4294967295U};
  BOOST_TEST((IntentKey::parse(key.text("raas"), "raas").value() == key));
  BOOST_TEST((code_of("raas/18446744073709551616/1/1") == Code::invalid_input));
  BOOST_TEST((code_of("raas/1/4294967296/1") == Code::invalid_input));
  BOOST_TEST((code_of("raas/1/1/4294967296") == Code::invalid_input));
}

BOOST_AUTO_TEST_CASE(key_of_another_namespace_is_not_found) {
  for (const std::string text : {"", "rass/7/2/1", "raas2/7/2/1", "raa/7/2/1", "/7/2/1", "7/2/1",
                                 "raas/b/7/2/1", "upload-17", "RAAS/7/2/1", "raas/raas/7/2/1"}) {
    BOOST_TEST((code_of(text) == Code::not_found), text);
  }
}

BOOST_AUTO_TEST_CASE(malformed_key_of_ours_is_refused) {
  for (const std::string text :
       {"raas", "raas/", "raas/7", "raas/7/2", "raas/7/2/", "raas/7//1", "raas///", "raas/07/2/1",
        "raas/0/2/1", "raas/7/0/1", "raas/7/2/0", "raas/-7/2/1", "raas/7/2/1 ", "raas/7/2/x"}) {
    BOOST_TEST((code_of(text) == Code::invalid_input), text);
  }
  BOOST_TEST((code_of(std::string("raas/7/2/1\0", 11)) == Code::invalid_input));
}

BOOST_AUTO_TEST_CASE(random_keys_read_back_and_never_alike) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 5'000; ++round) {
    const IntentKey key{.job = random() >> (random() % 64) | 1U,
                        .slot = static_cast<raas::SlotNumber>(random() >> 40U) | 1U,
                        .generation = static_cast<std::uint32_t>(random() >> 50U) | 1U};
    auto text = key.text("raas");
    BOOST_TEST_REQUIRE((IntentKey::parse(text, "raas").value() == key));

    const auto at = random() % text.size();
    const auto before = text[at];
    text[at] = static_cast<char>(random());
    const auto other = IntentKey::parse(text, "raas");
    if (other && text[at] != before) BOOST_TEST_REQUIRE((*other != key));
  }
}

BOOST_AUTO_TEST_SUITE_END()
