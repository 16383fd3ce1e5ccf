#include "aggregator/draw.h"

#include <boost/test/unit_test.hpp>

#include "aggregator/canonical_cid.h"
#include "aggregator/decimal.h"

using namespace mock;

BOOST_AUTO_TEST_SUITE(drawing)

BOOST_AUTO_TEST_CASE(draw_is_the_same_on_every_machine) {
  BOOST_TEST(draw(1, "seal", 1) == draw(1, "seal", 1));
  BOOST_TEST(draw(1, "seal", 1) != draw(2, "seal", 1));
  BOOST_TEST(draw(1, "seal", 1) != draw(1, "slow", 1));
  BOOST_TEST(draw(1, "seal", 1) != draw(1, "seal", 2));
}

BOOST_AUTO_TEST_CASE(draw_between_reaches_both_ends) {
  BOOST_TEST(draw_between(0, 3, 5) == 3);
  BOOST_TEST(draw_between(2, 3, 5) == 5);
  BOOST_TEST(draw_between(3, 3, 5) == 3);
  BOOST_TEST(draw_between(9, 3, 3) == 3);
}

BOOST_AUTO_TEST_CASE(decimals_compare_by_value) {
  BOOST_TEST(compare_decimals("9", "10") < 0);
  BOOST_TEST(compare_decimals("010", "10") == 0);
  BOOST_TEST(compare_decimals("340282366920938463463374607431768211456", "9") > 0);
  BOOST_TEST(!is_decimal(""));
  BOOST_TEST(!is_decimal("+1"));
  BOOST_TEST(is_decimal("0"));
}

BOOST_AUTO_TEST_CASE(both_texts_of_a_cid_are_one) {
  // The IPFS documentation's pair of texts for one block.
  const auto v0 = canonical_cid("QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR");

  BOOST_REQUIRE(v0.has_value());
  BOOST_TEST(*v0 == "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi");
  BOOST_TEST(*canonical_cid(*v0) == *v0);
  BOOST_TEST(!canonical_cid("Qm").has_value());
  BOOST_TEST(!canonical_cid("").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
