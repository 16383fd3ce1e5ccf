#include "content/commp.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "data_file.h"
#include "payload_bytes.h"

using mock::piece_commitment;
using mock::zero_piece;

BOOST_AUTO_TEST_SUITE(commp)

// The largest payloads of the list are there for the width of the file tree; the piece tree has no
// more cases there.
constexpr std::size_t payload_size_max = 2000000;

BOOST_AUTO_TEST_CASE(an_empty_32_gib_sector_has_its_well_known_commitment) {
  const auto zeros = zero_piece(std::uint64_t{32} << 30U);

  BOOST_TEST(zeros.piece_cid == "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");
  BOOST_TEST(zeros.piece_size == std::uint64_t{32} << 30U);
}

BOOST_AUTO_TEST_CASE(every_recorded_payload_has_the_recorded_commitment) {
  const auto recorded = mock_front_test::json_of("cids/payloads.json");
  for (const auto& row : recorded.at("payloads").as_array()) {
    const auto size = row.at("bytes").to_number<std::size_t>();
    if (size > payload_size_max) continue;
    BOOST_TEST_CONTEXT("payload of " << size << " bytes") {
      const auto piece = piece_commitment(mock_front_test::payload_of(size));
      BOOST_TEST(piece.piece_cid == row.at("piece_cid").as_string().c_str());
      BOOST_TEST(piece.piece_size == row.at("piece_size").to_number<std::uint64_t>());
    }
  }
}

BOOST_AUTO_TEST_CASE(zeros_after_the_payload_are_part_of_the_padding) {
  BOOST_TEST(piece_commitment(std::string("abc")).piece_cid ==
             piece_commitment(std::string("abc\0\0", 5)).piece_cid);
}

BOOST_AUTO_TEST_SUITE_END()
