#include "adapters/store/terms_codec.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "samples.h"

namespace raas {
namespace {

BOOST_AUTO_TEST_SUITE(terms_codec)

BOOST_AUTO_TEST_CASE(defaults_take_few_bytes) {
  BOOST_TEST(encode_terms({}).size() <= 16U);
  BOOST_TEST((decode_terms(encode_terms({})).value() == Terms{}));
}

BOOST_AUTO_TEST_CASE(end_epoch_is_left_to_the_job) {
  Terms ending;
  ending.end_epoch = 5;
  BOOST_TEST(encode_terms(ending) == encode_terms({}));
}

BOOST_AUTO_TEST_CASE(spans_keep_their_sign_and_size) {
  constexpr auto least = std::numeric_limits<Epochs>::min();
  constexpr auto most = std::numeric_limits<Epochs>::max();
  for (const Epochs span :
       {least, Epochs{-1}, Epochs{0}, Epochs{1}, Epochs{63}, Epochs{64}, most}) {
    Terms terms;
    terms.renew_below_epochs = span;
    BOOST_TEST(decode_terms(encode_terms(terms)).value().renew_below_epochs == span);
  }
}

BOOST_AUTO_TEST_CASE(cut_at_any_byte_is_corrupt) {
  Terms terms = full_job(1).terms;
  const std::string bytes = encode_terms(terms);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = decode_terms(std::string_view(bytes).substr(0, size));
    BOOST_TEST_CONTEXT("cut to " << size) {
      BOOST_REQUIRE(!decoded.has_value());
      BOOST_TEST((decoded.error().code() == Code::corrupt));
    }
  }
  BOOST_TEST(!decode_terms(bytes + "x").has_value());
}

BOOST_AUTO_TEST_CASE(other_format_and_unknown_flags_are_corrupt) {
  std::string bytes = encode_terms({});
  bytes[0] = 2;
  BOOST_TEST(!decode_terms(bytes).has_value());
  bytes[0] = 1;
  bytes[1] = 32;
  BOOST_TEST(!decode_terms(bytes).has_value());
}

BOOST_AUTO_TEST_CASE(claimed_count_of_providers_is_not_believed) {
  const std::string bytes =
      "\x01\x07\x01\x01\x01" + std::string("\0\0\0", 3) + "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  BOOST_TEST(!decode_terms(bytes).has_value());
}

BOOST_AUTO_TEST_CASE(amounts_keep_all_their_bits) {
  for (const Uint128 amount : {Uint128{0}, Uint128{1}, Uint128{255}, Uint128{256}, ~Uint128{0}}) {
    BOOST_TEST((decode_amount(encode_amount(AttoFil(amount))).value() == AttoFil(amount)));
  }
  BOOST_TEST(encode_amount(AttoFil(Uint128{0})).empty());
  BOOST_TEST(!decode_amount(std::string(17, '\x01')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
