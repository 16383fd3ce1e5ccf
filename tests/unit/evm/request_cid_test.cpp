#include "adapters/evm/request_cid.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "test_data.h"

using raas::Cid;
using raas::evm::cid_of_request;

namespace {

const std::string v0_text = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPBdG";
const std::string piece_text = "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq";

Cid cid(const std::string& text) {
  return Cid::parse(text).value();
}

std::string binary(const std::string& text) {
  return std::string(cid(text).bytes());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_cid)

BOOST_AUTO_TEST_CASE(all_forms_of_a_cid_are_the_same_cid) {
  const std::string zero(1, '\0');
  for (const std::string& text : {payload_text, v0_text, piece_text}) {
    for (const std::string& submitted : {text, binary(text), zero + binary(text)}) {
      BOOST_TEST((cid_of_request(submitted).value() == cid(text)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_binary_cid_of_version_0_is_read_as_version_1) {
  const std::string multihash = binary(v0_text).substr(2);
  BOOST_TEST((cid_of_request(multihash).value() == cid(v0_text)));
  BOOST_TEST((cid_of_request(std::string(1, '\0') + multihash).value() == cid(v0_text)));
}

BOOST_AUTO_TEST_CASE(a_piece_commitment_is_known_as_one) {
  BOOST_TEST(is_piece_cid_v1(cid_of_request(binary(piece_text)).value()));
}

BOOST_AUTO_TEST_CASE(other_bytes_are_refused) {
  const std::string zero(1, '\0');
  for (const std::string& bytes :
       {std::string(), zero, zero + zero + binary(payload_text), binary(payload_text) + zero,
        binary(payload_text).substr(1), zero + payload_text, payload_text + zero,
        " " + payload_text, payload_text + "\n", binary(piece_text).substr(7), std::string("ipfs"),
        std::string(32, '\x7f'), std::string(256, 'b'), std::string(257, '\1'),
        std::string(1 << 20, 'b')}) {
    const auto found = cid_of_request(bytes);
    BOOST_TEST(found.has_error(), bytes.substr(0, 80));
    BOOST_TEST(found.error().text().size() < 300U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
