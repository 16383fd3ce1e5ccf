#include "core/cid.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using raas::Cid;

namespace {

const std::string empty_directory_v0 = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";
const std::string empty_directory_v1 =
    "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354";
const std::string piece_v1 = "baga6ea4seaqes3nobte6ezpp4wqan2age2s5yxcatzotcvobhgcmv5wi2xh5mbi";
const std::string piece_v2 = "bafkzcibcaaces3nobte6ezpp4wqan2age2s5yxcatzotcvobhgcmv5wi2xh5mbi";

bool is_refused(const std::string& text) {
  const auto cid = Cid::parse(text);
  return cid.has_error() && cid.error().code() == raas::Code::invalid_input;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
  }
  return bytes;
}

raas::Result<Cid> from_binary(const std::string& bytes) {
  return Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// A binary CID whose header is given in hex, with a digest of @p size bytes of one value.
raas::Result<Cid> with_digest(std::string_view header, std::size_t size, char byte = 'x') {
  return from_binary(from_hex(header) + std::string(size, byte));
}

/// A piece CID v2 of zeros, from its padding (hex of a varint) and height (hex).
raas::Result<Cid> piece_with(const std::string& size, const std::string& padding_and_height) {
  return from_binary(from_hex("01559120" + size + padding_and_height) + std::string(32, '\0'));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cid)

BOOST_AUTO_TEST_CASE(one_cid_reads_the_same_from_every_base) {
  const std::vector<std::string> texts = {
      empty_directory_v0,
      empty_directory_v1,
      "BAFYBEICZSSCDSBS7FFQZ55ASQDF3SMV6KLCW3GOFSZVWLYARCI47BGF354",
      "k2jmtxtlhjl3fhmgndf92e48by79ryjuvqp3y2qgehpao6v3lurvnmcv",
      "K2JMTXTLHJL3FHMGNDF92E48BY79RYJUVQP3Y2QGEHPAO6V3LURVNMCV",
      "zdj7WbTaiJT1fgatdet9Ei9iDB5hdCxkbVyhyh8YTUnXMiwYi",
      "f0170122059948439065f29619ef41280cbb932be52c56d99c5966b65e0111239f098bbef",
      "F0170122059948439065F29619EF41280CBB932BE52C56D99C5966B65E0111239F098BBEF",
      "uAXASIFmUhDkGXylhnvQSgMu5Mr5SxW2ZxZZrZeAREjnwmLvv"};
  for (const auto& text : texts) {
    BOOST_TEST_CONTEXT(text) {
      const auto cid = Cid::parse(text);
      BOOST_REQUIRE(cid.has_value());
      BOOST_TEST(cid->text() == empty_directory_v1);
      BOOST_TEST(cid->codec() == 0x70U);
      BOOST_TEST(cid->hash_code() == 0x12U);
      BOOST_TEST(cid->digest().size() == 32U);
    }
  }
}

BOOST_AUTO_TEST_CASE(cids_of_all_kinds_met_on_filecoin_are_read) {
  for (const std::string text :
       {"bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
        "bafy2bzacedo7hjsumaajt6sbor42qycvjyk6goqe4oi4o4ddsjxkdeqrqf42c",
        "bagboea4b5abcb2tafgfhtgvdgjeevqme6zwqq5yzq4cycmghdkqyg3iy4ne6rus4",
        "baga6ea4seaqauc2ydwxtamwtij6xwe7ewoxmxprdoqn4zjnuknz77v7ijewxchq", "bafkqablimvwgy3y",
        "bafkqaaa"}) {
    BOOST_TEST_CONTEXT(text) {
      const auto cid = Cid::parse(text);
      BOOST_REQUIRE(cid.has_value());
      BOOST_TEST(cid->text() == text);
    }
  }
  BOOST_TEST(Cid::parse("bafkqablimvwgy3y")->digest() == "hello");
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_cid_are_refused) {
  for (const std::string text :
       {"", "b", "Q", "Qm", "hello", "bafy", "not a cid", "z", "k", "f", "u",
        "mAXASIFmUhDkGXylhnvQSgMu5Mr5SxW2ZxZZrZeAREjnwmLvv", "f017012", "12D3KooWGRUdYJ",
        "/ipfs/QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67"}) {
    BOOST_TEST(is_refused(text), text);
  }
}

BOOST_AUTO_TEST_CASE(another_spelling_of_the_same_bytes_is_refused) {
  BOOST_TEST(is_refused(empty_directory_v1 + "="));
  BOOST_TEST(is_refused(" " + empty_directory_v1));
  BOOST_TEST(is_refused(empty_directory_v1 + "\n"));
  BOOST_TEST(is_refused("bAFYBEICZSSCDSBS7FFQZ55ASQDF3SMV6KLCW3GOFSZVWLYARCI47BGF354"));
  BOOST_TEST(
      is_refused("bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf355"));  // Padding bit.
  BOOST_TEST(
      is_refused("f0170122059948439065f29619ef41280cbb932be52c56d99c5966b65e0111239f098bbEF"));
  BOOST_TEST(is_refused("kK2jmtxtlhjl3fhmgndf92e48by79ryjuvqp3y2qgehpao6v3lurvnmcv"));
  BOOST_TEST(is_refused("k02jmtxtlhjl3fhmgndf92e48by79ryjuvqp3y2qgehpao6v3lurvnmcv"));
  BOOST_TEST(is_refused("uAXASIFmUhDkGXylhnvQSgMu5Mr5SxW2ZxZZrZeAREjnwmLvv=="));
  BOOST_TEST(is_refused("z" + empty_directory_v0));  // Version 0 has no prefix.
  BOOST_TEST(is_refused("1" + empty_directory_v0));
}

BOOST_AUTO_TEST_CASE(nul_inside_is_refused) {
  std::string text = empty_directory_v1;
  text[10] = '\0';
  BOOST_TEST(is_refused(text));
  BOOST_TEST(is_refused(empty_directory_v1 + std::string(1, '\0')));
  BOOST_TEST(is_refused(empty_directory_v0 + std::string(1, '\0') + "x"));
}

BOOST_AUTO_TEST_CASE(length_is_limited) {
  BOOST_TEST(is_refused("b" + std::string(256, 'a')));
  BOOST_TEST(is_refused("z" + std::string(255, '2')));
  BOOST_TEST(is_refused(std::string(10'000'000, 'z')));
}

BOOST_AUTO_TEST_CASE(longest_identity_still_reads_back) {
  const auto longest = with_digest("0155008001", 128);
  BOOST_REQUIRE(longest.has_value());
  BOOST_TEST((Cid::parse(longest->text()).value() == *longest));
  BOOST_TEST(with_digest("0155008101", 129).has_error());
}

BOOST_AUTO_TEST_CASE(digest_has_the_length_of_its_hash) {
  const std::vector<std::string> headers_32 = {"017012", "0171a0e402", "0181e2039220",
                                               "0155"
                                               "1e",
                                               "0182e20381e802"};
  for (const auto& header : headers_32) {
    BOOST_TEST_CONTEXT(header) {
      BOOST_TEST(with_digest(header + "1f", 31, '\1').has_error());
      BOOST_TEST(with_digest(header + "20", 32, '\1').has_value());
      BOOST_TEST(with_digest(header + "21", 33, '\1').has_error());
    }
  }
  BOOST_TEST(with_digest("01551340", 64).has_value());
  BOOST_TEST(with_digest("0155133f", 63).has_error());
  BOOST_TEST(with_digest("01551114", 20).has_value());
  BOOST_TEST(with_digest("01551120", 32).has_error());
}

BOOST_AUTO_TEST_CASE(digest_of_an_unknown_hash_has_20_to_128_bytes) {
  BOOST_TEST(with_digest("01557713", 19).has_error());
  BOOST_TEST(with_digest("01557714", 20).has_value());
  BOOST_TEST(with_digest("0155778001", 128).has_value());
  BOOST_TEST(with_digest("0155778101", 129).has_error());
}

BOOST_AUTO_TEST_CASE(length_in_the_header_is_that_of_the_rest) {
  BOOST_TEST(with_digest("01701220", 31).has_error());
  BOOST_TEST(with_digest("01701220", 33).has_error());
  BOOST_TEST(from_binary("").has_error());
  BOOST_TEST(from_binary(from_hex("0170")).has_error());
  BOOST_TEST(from_binary(from_hex("01701220")).has_error());
}

BOOST_AUTO_TEST_CASE(binary_version_0_becomes_version_1) {
  const auto v0 = with_digest("1220", 32);
  BOOST_REQUIRE(v0.has_value());
  BOOST_TEST((*v0 == with_digest("01701220", 32).value()));
  BOOST_TEST(with_digest("1220", 31).has_error());
  BOOST_TEST(with_digest("1220", 33).has_error());
}

BOOST_AUTO_TEST_CASE(other_versions_and_long_varints_are_refused) {
  BOOST_TEST(with_digest("00701220", 32).has_error());
  BOOST_TEST(with_digest("02701220", 32).has_error());
  BOOST_TEST(with_digest("8100701220", 32).has_error());
  BOOST_TEST(with_digest("01f0001220", 32).has_error());
  BOOST_TEST(with_digest("0170920020", 32).has_error());
  BOOST_TEST(with_digest("017012a000", 32).has_error());
  BOOST_TEST(with_digest("01ffffffffffffffff7f1220", 32).has_value());
  BOOST_TEST(with_digest("01ffffffffffffffffff011220", 32).has_error());
}

BOOST_AUTO_TEST_CASE(piece_cids_are_told_apart) {
  const auto v1 = Cid::parse(piece_v1);
  const auto v2 = Cid::parse(piece_v2);
  const auto payload = Cid::parse(empty_directory_v1);
  BOOST_REQUIRE((v1 && v2 && payload));

  BOOST_TEST((is_piece_cid_v1(*v1) && !is_piece_cid_v2(*v1)));
  BOOST_TEST((!is_piece_cid_v1(*v2) && is_piece_cid_v2(*v2)));
  BOOST_TEST((!is_piece_cid_v1(*payload) && !is_piece_cid_v2(*payload)));
  BOOST_TEST((!is_piece_cid_v1(Cid()) && !is_piece_cid_v2(Cid())));
}

BOOST_AUTO_TEST_CASE(piece_commitment_has_254_bits) {
  const std::string zeros(31, '\0');
  const auto ending_in = [&](char last) {
    return from_binary(from_hex("0181e203922020") + zeros + last);
  };
  BOOST_TEST(ending_in('\x3f').has_value());
  BOOST_TEST(ending_in('\x40').has_error());
  BOOST_TEST(ending_in('\x80').has_error());
  BOOST_TEST(with_digest("0181e2031220", 32, '\0').has_error());  // Commitment with sha2-256.
}

BOOST_AUTO_TEST_CASE(piece_cid_v2_tells_what_the_chain_uses) {
  const auto small = piece_of_v2(*Cid::parse(piece_v2));
  BOOST_REQUIRE(small.has_value());
  BOOST_TEST(small->piece.cid.text() == piece_v1);
  BOOST_TEST(small->piece.padded_size == 512U);
  BOOST_TEST(small->payload_size == 508U);

  const auto large =
      piece_of_v2(*Cid::parse("bafkzcibcaapao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq"));
  BOOST_REQUIRE(large.has_value());
  BOOST_TEST(large->piece.cid.text() ==
             "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");
  BOOST_TEST(large->piece.padded_size == std::uint64_t{1} << 35U);
  BOOST_TEST(large->payload_size == (std::uint64_t{1} << 35U) / 128 * 127);
}

BOOST_AUTO_TEST_CASE(piece_cid_v2_is_checked_at_its_edges) {
  BOOST_TEST(piece_with("22", "0001").has_error());  // 64 bytes.
  BOOST_TEST(piece_with("22", "0002").has_value());  // 128 bytes.
  BOOST_TEST(piece_with("22", "003a").has_value());  // 2^63 bytes.
  BOOST_TEST(piece_with("22", "003b").has_error());
  BOOST_TEST(piece_with("22", "7f02").has_value());    // All of it padding: no payload.
  BOOST_TEST(piece_with("23", "800102").has_error());  // More padding than there is room.
  BOOST_TEST(piece_with("23", "800002").has_error());  // Padding 0, spelled longer.
  BOOST_TEST(piece_with("21", "00").has_error());
  BOOST_TEST(from_binary(from_hex("01709120220002") + std::string(32, '\0')).has_error());
  BOOST_TEST(piece_of_v2(*Cid::parse(piece_v1)).has_error());
  BOOST_TEST(piece_of_v2(Cid()).has_error());
  BOOST_TEST(piece_of_v2(*piece_with("22", "7f02"))->payload_size == 0U);
}

BOOST_AUTO_TEST_CASE(empty_cid_is_harmless) {
  BOOST_TEST(Cid().empty());
  BOOST_TEST(Cid().text().empty());
  BOOST_TEST(Cid().codec() == 0U);
  BOOST_TEST(Cid().digest().empty());
}

BOOST_AUTO_TEST_SUITE_END()
