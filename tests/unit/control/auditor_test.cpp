#include <boost/test/unit_test.hpp>
#include <utility>

#include "support/ledger_chain.h"
#include "support/world.h"

using namespace raas;
using namespace raas::test;

namespace {

/// Audits that end in what a test says, once the answers have come.
class FakeAudits : public ContractDeals {
 public:
  [[nodiscard]] bool is_idle() const override { return !asked_; }
  void begin(ContractAudit audit) override {
    audits.push_back(audit);
    asked_ = std::move(audit);
    is_asking_ = true;
  }
  [[nodiscard]] ContractNews advance(Now now) override {
    ContractNews news;
    news.next_monotonic_ms = now.monotonic_ms + 1000;
    if (!asked_ || (std::exchange(is_asking_, false) && !answers_at_once)) return news;
    news.opinion = ContractOpinion{.contract = asked_->contract,
                                   .request = asked_->request,
                                   .read_at = 7,
                                   .findings = findings};
    asked_.reset();
    return news;
  }

  bool answers_at_once = false;
  std::vector<ContractFinding> findings;
  std::vector<ContractAudit> audits;

 private:
  std::optional<ContractAudit> asked_;
  bool is_asking_ = false;
};

ServiceOptions daily() {
  ServiceOptions options;
  options.audit_epochs = epochs_per_day;
  return options;
}

struct AuditStory {
  AuditStory() {
    world.host.aggregates = true;
    world.follow(contract);
    world.report_to(chain);
    world.audit_by(audits);
    contract.submit(1, cid_text(1), RegistrationThresholds{2, 2880, 86400});
    contract.submit(2, cid_text(2), RegistrationThresholds{0, 2880, 86400});
    contract.submit(3, cid_text(3), RegistrationThresholds{1, 2880, 90000});
  }

  [[nodiscard]] std::vector<std::string> told(std::string_view event) {
    std::vector<std::string> found;
    for (const HistoryEntry& line : world.store.lines) {
      if (line.event == event) found.push_back(line.because);
    }
    return found;
  }

  MemoryContract contract;
  LedgerChain chain;
  FakeAudits audits;
  World world{daily()};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(auditor)

BOOST_AUTO_TEST_CASE(each_kept_request_is_audited_once_a_round) {
  AuditStory story;
  // The third one is told when the first round is over.
  story.world.run(2 * epochs_per_day + epochs_per_hour);
  std::map<std::uint64_t, int> times;
  for (const ContractAudit& audit : story.audits.audits) ++times[audit.request];
  BOOST_TEST(times[1] == 3);
  BOOST_TEST(times[2] == 0);
  BOOST_TEST(times[3] >= 2);
}

BOOST_AUTO_TEST_CASE(audit_names_our_copies_and_which_of_them_are_reported) {
  AuditStory story;
  story.world.run(4 * epochs_per_day + epochs_per_hour);
  const ContractAudit& last = story.audits.audits.back();
  BOOST_TEST(last.request == 3U);
  BOOST_TEST(last.renew_epochs == 90000);
  BOOST_TEST(last.cid_bytes == cid_text(3));
  BOOST_REQUIRE(last.copies.size() == 1U);
  BOOST_TEST(last.copies[0].is_reported);
}

BOOST_AUTO_TEST_CASE(copy_that_was_reported_and_is_gone_is_named_as_a_former_one) {
  AuditStory story;
  story.world.run(4 * epochs_per_day);
  const Replica gone = story.world.service().job(1)->replicas.at(0).replica;
  story.world.host.set_finding(gone.deal, Finding::dead, story.world.epoch);
  story.world.run(3 * epochs_per_day);
  std::vector<AuditedCopy> former;
  for (const ContractAudit& audit : story.audits.audits) {
    if (audit.request != 1) continue;
    former.clear();
    for (const AuditedCopy& copy : audit.copies) {
      if (!copy.is_kept) former.push_back(copy);
    }
  }
  BOOST_REQUIRE(former.size() == 1U);
  BOOST_TEST(former[0].deal == gone.deal);
  BOOST_TEST(former[0].provider == gone.provider);
  BOOST_TEST(former[0].is_reported);
}

BOOST_AUTO_TEST_CASE(opinion_that_comes_at_once_is_told_and_the_next_request_follows) {
  AuditStory story;
  story.audits.answers_at_once = true;
  story.audits.findings = {{5, "is listed, but it is over"}};
  story.world.run(3 * epochs_per_day);
  BOOST_TEST(story.told("contract_differs").size() == 2U);
}

BOOST_AUTO_TEST_CASE(difference_is_told_once_and_its_end_as_well) {
  AuditStory story;
  story.audits.findings = {{5, "is listed, but it is over"}};
  story.world.run(3 * epochs_per_day);
  BOOST_TEST(story.told("contract_differs").size() == 2U);  // of two requests
  BOOST_TEST(story.told("contract_agrees").empty());
  story.audits.findings.clear();
  story.world.run(2 * epochs_per_day);
  BOOST_TEST(story.told("contract_agrees").size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_is_found_makes_and_removes_no_copy) {
  AuditStory told;
  told.audits.findings = {{1, "is listed, but the market does not have it"}, {99, "is listed"}};
  told.world.run(4 * epochs_per_day);
  AuditStory silent;
  silent.world.run(4 * epochs_per_day);
  BOOST_TEST(told.world.deals_made() == silent.world.deals_made());
  BOOST_TEST(told.world.service().job(1)->replicas.size() == 2U);
  BOOST_TEST(told.world.service().job(1)->copies_lasting == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
