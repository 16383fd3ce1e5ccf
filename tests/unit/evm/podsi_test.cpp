#include "adapters/evm/podsi.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "podsi_sample.h"

using raas::Cid;
using raas::Piece;
using raas::evm::aggregate_of;
using raas::evm::index_area_start;
using raas::evm::MerklePath;
using raas::evm::Node;
using raas::evm::verify_inclusion;

namespace {

std::string refusal(const PodsiSample& sample) {
  const auto status = verify_inclusion(sample.segment, sample.proof, sample.aggregate);
  return status ? std::string() : status.error().text();
}

bool says(const PodsiSample& sample, std::string_view what) {
  const std::string text = refusal(sample);
  BOOST_TEST_INFO(text);
  return text.find(what) != std::string::npos;
}

Cid with_bit_flipped(const Cid& cid, std::size_t bit) {
  std::string bytes(cid.bytes());
  const std::size_t at = bytes.size() - 32 + bit / 8;
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << (bit % 8)));
  return Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()})
      .value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(podsi)

BOOST_AUTO_TEST_CASE(the_published_vector_proves_its_aggregate) {
  const auto golden = golden_sample();

  BOOST_TEST((aggregate_of(golden.segment, golden.proof).value() == golden.aggregate));
  BOOST_TEST(refusal(golden) == "");
}

BOOST_AUTO_TEST_CASE(every_bit_of_every_node_counts) {
  const auto golden = golden_sample();
  auto each = [&golden](auto&& path_of, std::string_view culprit) {
    const std::size_t nodes = path_of(golden).siblings.size();
    for (std::size_t bit = 0; bit < nodes * 256; bit += 7) {
      auto bad = golden;
      path_of(bad).siblings[bit / 256][bit % 256 / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      BOOST_TEST(says(bad, culprit));
      BOOST_TEST(aggregate_of(bad.segment, bad.proof).has_error());
    }
  };
  each(
      [](auto& sample) -> auto& { return sample.proof.subtree; }, "podsi: subtree proof: does not");
  each(
      [](auto& sample) -> auto& { return sample.proof.index; }, "podsi: index proof: does not");
}

BOOST_AUTO_TEST_CASE(every_bit_of_the_commitments_counts) {
  const auto golden = golden_sample();
  for (std::size_t bit = 0; bit < 254; ++bit) {
    auto bad = golden;
    bad.segment.cid = with_bit_flipped(golden.segment.cid, bit);
    BOOST_TEST(says(bad, "both proofs: does not lead to the deal's commitment"));
    bad = golden;
    bad.aggregate.cid = with_bit_flipped(golden.aggregate.cid, bit);
    BOOST_TEST(says(bad, "both proofs: does not lead to the deal's commitment"));
  }
}

BOOST_AUTO_TEST_CASE(a_piece_elsewhere_has_another_index_entry) {
  auto moved = golden_sample();
  moved.proof.subtree.index ^= 1U;
  BOOST_TEST(says(moved, "both proofs"));

  moved = golden_sample();
  moved.proof.index.index ^= 1U;
  BOOST_TEST(says(moved, "no index entry with this commitment, offset, size and checksum"));
}

BOOST_AUTO_TEST_CASE(indices_lie_within_their_trees) {
  auto sample = golden_sample();
  sample.proof.subtree.index = 63;
  BOOST_TEST(says(sample, "both proofs"));
  sample.proof.subtree.index = 64;
  BOOST_TEST(says(sample, "podsi: subtree proof: index: found 64, expected less than 2^6"));

  sample = golden_sample();
  sample.proof.index.index = std::uint64_t{1} << 29U;
  BOOST_TEST(says(sample, "index: found 536870912, expected less than 2^29"));
}

BOOST_AUTO_TEST_CASE(an_index_entry_lies_in_the_index) {
  auto sample = golden_sample();
  const std::uint64_t first = index_area_start(sample.aggregate.padded_size) / 64;
  sample.proof.index.index = first;
  BOOST_TEST(says(sample, "index proof: does not lead"));
  sample.proof.index.index = first - 1;
  BOOST_TEST(says(sample, "expected in the index, which begins at 34342961152"));
}

BOOST_AUTO_TEST_CASE(sizes_of_both_proofs_and_of_the_deal_are_one) {
  auto sample = golden_sample();
  sample.segment.padded_size /= 2;
  BOOST_TEST(says(sample,
                  "aggregate size: the subtree proof leads to 17179869184 bytes, the index "
                  "proof to 34359738368"));
  sample = golden_sample();
  sample.aggregate.padded_size *= 2;
  BOOST_TEST(says(sample, "the proof leads to 34359738368 bytes, the deal has 68719476736"));
}

BOOST_AUTO_TEST_CASE(sizes_are_powers_of_two_from_128_on) {
  for (const std::uint64_t size : {0U, 1U, 64U, 127U, 129U, 0x20000001U}) {
    auto sample = golden_sample();
    sample.segment.padded_size = size;
    BOOST_TEST(says(sample, "segment: found " + std::to_string(size) + " bytes"));
    sample = golden_sample();
    sample.aggregate.padded_size = size;
    BOOST_TEST(says(sample, "deal: found " + std::to_string(size) + " bytes"));
  }
}

BOOST_AUTO_TEST_CASE(paths_end_before_sizes_overflow) {
  auto sample = golden_sample();
  const auto path_of = [](std::size_t length) {
    return MerklePath{.index = 0, .siblings = std::vector<Node>(length)};
  };
  sample.segment.padded_size = 128;
  sample.proof.subtree = path_of(56);
  sample.proof.index = path_of(57);
  BOOST_TEST(says(sample, "index entry: found at byte 0"));
  sample.proof.subtree = path_of(57);
  BOOST_TEST(says(sample, "expected an aggregate of less than 2^64 bytes"));
  sample.proof.subtree = path_of(56);
  sample.proof.index = path_of(58);
  BOOST_TEST(says(sample, "expected an aggregate of less than 2^64 bytes"));
  sample.proof.subtree = path_of(64);
  BOOST_TEST(says(sample, "path: found 64 nodes, expected at most 63"));
}

BOOST_AUTO_TEST_CASE(the_smallest_aggregate_holds_an_index_of_four_entries) {
  auto sample = golden_sample();
  sample.segment.padded_size = 128;
  sample.proof.subtree = {.index = 0, .siblings = std::vector<Node>(1)};
  sample.proof.index = {.index = 3, .siblings = std::vector<Node>(2)};
  BOOST_TEST(says(sample, "aggregate size: found 256 bytes, expected at least 512"));

  BOOST_TEST(index_area_start(512) == 256U);
  BOOST_TEST(index_area_start(1U << 19U) == (1U << 19U) - 256);
  BOOST_TEST(index_area_start(1U << 20U) == (1U << 20U) - 512);
  BOOST_TEST(index_area_start(std::uint64_t{1} << 35U) == (std::uint64_t{1} << 35U) - (1U << 24U));
}

BOOST_AUTO_TEST_CASE(other_cids_are_no_commitments) {
  auto sample = golden_sample();
  sample.segment.cid =
      Cid::parse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku").value();
  BOOST_TEST(says(sample,
                  "segment: found \"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxq"
                  "uvyku\", expected a piece CID v1"));
  sample = golden_sample();
  sample.aggregate.cid = {};
  BOOST_TEST(says(sample, "deal: found \"\", expected a piece CID v1"));
}

BOOST_AUTO_TEST_SUITE_END()
