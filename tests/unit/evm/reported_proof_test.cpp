#include <boost/test/unit_test.hpp>

#include "adapters/evm/deal_status_abi.h"
#include "adapters/evm/deal_status_calls.h"
#include "podsi_sample.h"
#include "support/ledger_chain.h"
#include "support/world.h"

// Proofs are checked in earnest on the way from the host's deal to the wallet.

using namespace raas::test;
using raas::DealReport;
using raas::ReportState;

namespace {

class CheckingChain : public LedgerChain {
 public:
  raas::Result<std::string> complete(const raas::Completion& completion) const override {
    return raas::evm::DealStatusCalls().complete(completion);
  }
};

/// A request for two copies, each of which is in an aggregate like the published one.
struct ProofStory {
  explicit ProofStory(const std::string& cid = cid_text(1)) {
    world.host.aggregates = true;
    world.host.inclusion = {.segment = sample.segment, .proof = sample.proof};
    world.host.piece = sample.aggregate;
    world.follow(contract);
    world.report_to(chain);
    contract.submit(1, cid, raas::RegistrationThresholds{2, 2880, 86400});
  }

  void run() { world.run(3 * raas::epochs_per_day); }
  [[nodiscard]] std::vector<DealReport> reports() {
    return world.service().requests_with(1).at(0).reports;
  }
  /// That nothing is sent, and why: to whoever asks, and in the history.
  void check_refused(std::string_view because) {
    BOOST_TEST(chain.sent() == 0U);
    BOOST_REQUIRE(reports().size() == 2U);
    for (const DealReport& report : reports()) {
      BOOST_TEST((report.state == ReportState::refused));
      BOOST_TEST(report.because.substr(0, because.size()) == because);
    }
    std::size_t lines = 0;
    for (const raas::HistoryEntry& line : world.store.lines) {
      if (line.event == "report_refused" && line.because.starts_with(because)) ++lines;
    }
    BOOST_TEST(lines == 2U);
  }

  PodsiSample sample = golden_sample();
  MemoryContract contract;
  CheckingChain chain;
  World world;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reported_proof)

BOOST_AUTO_TEST_CASE(right_proof_goes_to_the_contract_with_its_deal) {
  ProofStory story;
  story.run();
  std::set<std::string> expected;
  for (const DealReport& report : story.reports()) {
    expected.insert(raas::evm::call_complete({.request = 1,
                                              .reported = {report.deal, report.provider},
                                              .segment = story.sample.segment,
                                              .proof = story.sample.proof}));
  }
  BOOST_TEST(expected.size() == 2U);
  BOOST_TEST((story.chain.effects() == expected));
}

BOOST_AUTO_TEST_CASE(bent_proof_is_refused_with_what_did_not_match_until_it_is_right) {
  ProofStory story;
  story.world.host.inclusion.proof.subtree.siblings.at(0)[0] ^= 1U;
  story.run();
  story.check_refused("podsi: subtree proof: does not lead to ");

  story.world.host.inclusion.proof = story.sample.proof;
  story.run();
  BOOST_TEST(story.chain.effects().size() == 2U);
}

BOOST_AUTO_TEST_CASE(proof_that_leads_to_another_deal_than_that_of_the_chain_is_refused) {
  ProofStory story;
  story.world.host.piece.padded_size *= 2;
  story.run();
  story.check_refused("podsi: aggregate size: the proof leads to ");
}

BOOST_AUTO_TEST_CASE(proof_of_another_piece_than_was_asked_for_is_refused) {
  ProofStory story(golden_sample().aggregate.cid.text());
  story.run();
  story.check_refused("segment: found " + story.sample.segment.cid.text());
}

BOOST_AUTO_TEST_SUITE_END()
