#include <boost/test/unit_test.hpp>
#include <string>

#include "adapters/host/abi_values.h"
#include "adapters/host/translate.h"
#include "fake_host.h"

namespace raas {
namespace {

/// A deal of several clients' pieces, with a proof of the right form.
struct AggregateDeal {
  AggregateDeal() {
    for (int i = 0; i < 3 * 32; ++i) subtree += static_cast<char>(i);
    index = subtree + std::string(32, 'i');
    inclusion.struct_size = sizeof(inclusion);
    inclusion.segment_cid = view_of(piece_text);
    inclusion.segment_size = 512;
    inclusion.subtree_index = 5;
    inclusion.subtree_path = view_of(subtree);
    inclusion.index_index = 9;
    inclusion.index_path = view_of(index);
    deal.inclusion = &inclusion;
  }

  /// Empty = the deal was refused, or came without an inclusion.
  [[nodiscard]] std::optional<Inclusion> taken() const {
    const auto told = host_deal_of(deal);
    return told ? told->inclusion : std::nullopt;
  }

  std::string subtree, index;
  raas_inclusion inclusion{};
  raas_deal deal = sound_deal();
};

BOOST_AUTO_TEST_SUITE(inclusion)

BOOST_AUTO_TEST_CASE(proof_is_taken_node_by_node) {
  const AggregateDeal given;
  const Inclusion told = given.taken().value();
  BOOST_TEST(told.segment.cid.text() == piece_text);
  BOOST_TEST(told.segment.padded_size == 512U);
  BOOST_TEST(told.proof.subtree.index == 5U);
  BOOST_REQUIRE(told.proof.subtree.siblings.size() == 3U);
  BOOST_TEST(told.proof.subtree.siblings[1][0] == 32);
  BOOST_TEST(told.proof.index.index == 9U);
  BOOST_REQUIRE(told.proof.index.siblings.size() == 4U);
  BOOST_TEST(told.proof.index.siblings[3][31] == 'i');
}

BOOST_AUTO_TEST_CASE(deal_of_one_piece_has_none) {
  BOOST_TEST(!host_deal_of(sound_deal()).value().inclusion);
  raas_deal old = AggregateDeal().deal;
  old.struct_size = offsetof(raas_deal, inclusion);
  BOOST_TEST(!host_deal_of(old).value().inclusion);
}

// The news of the deal counts more than its proof.
BOOST_AUTO_TEST_CASE(proof_that_cannot_be_read_is_one_of_nothing_and_spoils_no_deal) {
  const auto is_of_nothing = [](const AggregateDeal& given) {
    const auto told = given.taken();
    return told && told->segment.cid.empty() && told->proof.subtree.siblings.empty();
  };
  AggregateDeal cut;
  cut.inclusion.subtree_path.len -= 1;
  BOOST_TEST(is_of_nothing(cut));
  AggregateDeal null;
  null.inclusion.index_path.ptr = nullptr;
  BOOST_TEST(is_of_nothing(null));
  AggregateDeal deep;
  const std::string nodes(65 * 32, 'n');
  deep.inclusion.index_path = view_of(nodes);
  BOOST_TEST(is_of_nothing(deep));
  AggregateDeal unnamed;
  unnamed.inclusion.segment_cid = view_of("bafkhello");
  BOOST_TEST(is_of_nothing(unnamed));
  AggregateDeal small;
  small.inclusion.struct_size = 8;
  BOOST_TEST(is_of_nothing(small));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
