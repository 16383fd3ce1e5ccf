#include "content/aggregate.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "payload_bytes.h"

using mock::Aggregate;
using mock::aggregate_of;
using mock::index_area;
using mock::piece_commitment;
using mock::PieceCommitment;

namespace {

std::vector<PieceCommitment> pieces_of(const std::vector<std::size_t>& payload_sizes) {
  std::vector<PieceCommitment> pieces;
  for (const std::size_t size : payload_sizes) {
    pieces.push_back(piece_commitment(mock_front_test::payload_of(size)));
  }
  return pieces;
}

/// Puts bits where the payload's bits are in a padded piece: 254 of each 256.
void pad_into(std::string& padded, std::uint64_t offset, const std::string& payload) {
  for (std::size_t bit = 0; bit < 8 * payload.size(); ++bit) {
    if ((static_cast<unsigned char>(payload[bit / 8]) >> (bit % 8) & 1U) == 0) continue;
    const std::size_t at = 8 * offset + bit / 254 * 256 + bit % 254;
    padded[at / 8] = static_cast<char>(static_cast<unsigned char>(padded[at / 8]) | 1U << (at % 8));
  }
}

std::string unpadded(const std::string& padded) {
  std::string bytes(padded.size() / 128 * 127, '\0');
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    const std::size_t at = bit / 254 * 256 + bit % 254;
    if ((static_cast<unsigned char>(padded[at / 8]) >> (at % 8) & 1U) == 0) continue;
    bytes[bit / 8] =
        static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) | 1U << (bit % 8));
  }
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(aggregate)

// What a provider seals is bytes. Their commitment, computed from the first to the last of them, is
// what the tree of roots says.
BOOST_AUTO_TEST_CASE(commitment_is_that_of_the_bytes_of_pieces_and_index) {
  const std::vector<std::size_t> sizes = {100, 3000, 127, 500, 20000};
  const auto pieces = pieces_of(sizes);
  const Aggregate whole = aggregate_of(pieces);

  std::string padded(whole.piece.piece_size, '\0');
  for (std::size_t at = 0; at < sizes.size(); ++at) {
    pad_into(padded, whole.offsets[at], mock_front_test::payload_of(sizes[at]));
    padded.replace(index_area(padded.size()).start + 64 * at, 64,
                   mock::index_entry(pieces[at], whole.offsets[at]));
  }
  BOOST_TEST(piece_commitment(unpadded(padded)).piece_cid == whole.piece.piece_cid);
  BOOST_TEST(piece_commitment(unpadded(padded)).piece_size == whole.piece.piece_size);
}

BOOST_AUTO_TEST_CASE(index_has_the_places_that_the_standard_gives_it) {
  BOOST_TEST(index_area(512).start == 256U);
  BOOST_TEST(index_area(std::uint64_t{1} << 19U).entries == 4U);
  BOOST_TEST(index_area(std::uint64_t{1} << 20U).entries == 8U);
  BOOST_TEST(index_area(std::uint64_t{32} << 30U).entries == 262144U);
}

BOOST_AUTO_TEST_CASE(aggregate_is_the_smallest_that_takes_pieces_and_index) {
  const auto size_of = [](std::uint64_t piece_size, std::size_t count) {
    const PieceCommitment piece{mock::zero_piece(piece_size).piece_cid, piece_size};
    return aggregate_of(std::vector(count, piece)).piece.piece_size;
  };
  BOOST_TEST(size_of(128, 1) == 512U);
  BOOST_TEST(size_of(128, 2) == 512U);
  BOOST_TEST(size_of(128, 3) == 1024U);
  BOOST_TEST(size_of(512, 1) == 1024U);
  // Four entries are all that there are below a mebibyte.
  BOOST_TEST(size_of(128, 4) == 1024U);
  BOOST_TEST(size_of(128, 5) == 1024U * 1024U);
}

BOOST_AUTO_TEST_CASE(pieces_are_aligned_and_do_not_overlap) {
  const auto pieces = pieces_of({100, 9000, 300, 9000});
  const Aggregate whole = aggregate_of(pieces);
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const auto& [segment, subtree, index] = whole.inclusions[at];
    BOOST_TEST(segment.piece_cid == pieces[at].piece_cid);
    BOOST_TEST(whole.offsets[at] % pieces[at].piece_size == 0U);
    BOOST_TEST(subtree.index * segment.piece_size == whole.offsets[at]);
    for (std::size_t other = 0; other < at; ++other) {
      const bool is_before = whole.offsets[at] + pieces[at].piece_size <= whole.offsets[other];
      const bool is_after = whole.offsets[other] + pieces[other].piece_size <= whole.offsets[at];
      BOOST_TEST((is_before || is_after));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
