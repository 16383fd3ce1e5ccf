#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/copy_history.h"
#include "aggregator/judge.h"

namespace mock {

/// A registered job, and what the judge remembers of it.
struct JudgedJob {
  RegisteredJob job;
  Epoch registered_epoch = no_epoch;
  bool cancelled = false;
};

/// What the judge collects as things happen.
struct Judge::State {
  explicit State(const Aggregator& watched) : aggregator(watched), copies(watched) {}

  const Aggregator& aggregator;
  CopyHistory copies;
  std::map<std::string, JudgedJob, std::less<>> jobs;  ///< By payload.
  std::set<std::string> keys;
  std::set<RecordId> seen;
  std::set<RecordId> provider_checked;

  std::map<std::string, std::uint64_t> deals_made;  ///< By reason.
  std::uint64_t duplicate_deals = 0;
  std::uint64_t over_replicated = 0;
  std::set<RecordId> ends_settled;          ///< Copies that may end: others are there.
  std::map<RecordId, RecordId> renewed_by;  ///< Copy -> the deal that shall replace it.
  std::map<RecordId, RecordId> renews;      ///< And back.
  std::uint64_t renewals = 0;
  std::optional<Epochs> margin_left_min;
  std::vector<std::string> violations;           ///< As they happen.
  std::vector<std::string> violations_reported;  ///< With those that show at the end.

  void violation(const std::string& text);
  void on_accepted(const DealRecord& record);
  void on_provider_known(const DealRecord& record);
  void on_active(const DealRecord& record);
  void on_gone(const DealRecord& record);

  /// Of each repair of all jobs: epochs from the fault to the deal.
  [[nodiscard]] std::vector<Epochs> fault_to_deal() const;

  // Which copy does a request replace? It does not say; see judge_replacements.cpp.
  void note_replacement(const DealRecord& record, const RegisteredJob& job);
  void note_renewal(const DealRecord& record, const RegisteredJob& job);
  void settle_the_rest(const RegisteredJob& job);
};

}  // namespace mock
