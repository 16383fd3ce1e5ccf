#include "adapters/evm/deal_status_calls.h"

#include <boost/test/unit_test.hpp>

#include "adapters/evm/deal_status_abi.h"
#include "podsi_sample.h"
#include "test_data.h"

using raas::evm::DealStatusCalls;

namespace {

/// The published proof, said to be of deal 77.
struct Said {
  raas::Result<std::string> call() const {
    return DealStatusCalls().complete(
        {.request = request, .report = report, .inclusion = inclusion, .deal = deal});
  }
  std::string objection() const { return call() ? "" : call().error().text(); }

  PodsiSample sample = golden_sample();
  raas::ContractRequest request = [] {
    raas::ContractRequest made;
    made.id = 3;
    made.payload = raas::Cid::parse(payload_text).value();
    return made;
  }();
  raas::DealReport report = [] {
    raas::DealReport made;
    made.request = 3;
    made.deal = 77;
    made.provider = 1000;
    return made;
  }();
  raas::Inclusion inclusion{.segment = sample.segment, .proof = sample.proof};
  raas::Piece deal = sample.aggregate;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(deal_status_calls)

BOOST_AUTO_TEST_CASE(right_proof_becomes_the_call_of_complete) {
  const Said said;
  BOOST_TEST(said.call().value() ==
             raas::evm::call_complete({.request = 3,
                                       .reported = {.deal = 77, .miner = 1000},
                                       .segment = said.sample.segment,
                                       .proof = said.sample.proof}));
}

BOOST_AUTO_TEST_CASE(proof_of_another_deal_is_refused_with_what_does_not_match) {
  Said other;
  other.deal.padded_size *= 2;
  BOOST_TEST(other.objection().starts_with("podsi: aggregate size: the proof leads to "));
  Said bent;
  bent.inclusion.proof.subtree.siblings.at(0)[0] ^= 1U;
  BOOST_TEST(bent.objection().starts_with("podsi: subtree proof: does not lead to "));
  Said nothing;
  nothing.inclusion = {};
  BOOST_TEST(nothing.objection().starts_with("podsi: segment: found \"\""));
}

BOOST_AUTO_TEST_CASE(request_for_a_piece_takes_that_piece_only) {
  Said right;
  right.request.payload = right.sample.segment.cid;
  BOOST_TEST(right.call().has_value());
  Said other;
  other.request.payload = other.sample.aggregate.cid;
  BOOST_TEST(other.objection().starts_with("segment: found " + other.sample.segment.cid.text()));
}

BOOST_AUTO_TEST_CASE(complaints_of_the_contract_are_told_by_name) {
  BOOST_TEST(DealStatusCalls().reason_of("\xd4\xbb\x66\x71" + words({32})) == "ActorError(32)");
  BOOST_TEST(DealStatusCalls().reason_of("") == "no reason given");
}

BOOST_AUTO_TEST_SUITE_END()
