#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/copy_history.h"
#include "aggregator/judge.h"
#include "aggregator/judge_agenda.h"

namespace mock {

/// A registered job, and what the judge remembers of it.
struct JudgedJob {
  RegisteredJob job;
  Epoch registered_epoch = no_epoch;  ///< Or since when it wants what it wants now.
  bool cancelled = false;
  bool paused = false;
  Epoch paused_since = no_epoch;
  Epoch terms_epoch = no_epoch;  ///< Of the newest change.
  Epochs idle = 0;               ///< So long it has lacked copies and nothing was under way for it.
  Epochs idle_for_staging = 0;   ///< Of these, while there was no place in the staging.
  std::vector<Span> excused;     ///< When it lacked copies, and there was a reason for it.
  bool starved = false;          ///< It was complained of.
  Epoch ripe_since = no_epoch;   ///< Down to one copy, and to be served before those that have all.

  /// There was a reason in this time, which follows or adjoins those before.
  void excuse(const Span& span);
};

/// How a job was below its minimum: now, and for how long at most.
struct Shortage {
  bool now = false;
  Epochs longest = 0;
  Epochs unexplained = 0;  ///< The most in one stretch for which there was no reason.
};

/// The copies of a job at one moment.
struct CopiesSeen {
  std::set<ActorId> healthy;  ///< Who has one.
  std::uint32_t pending = 0;
  Epoch until = forever;  ///< When the first of them ends or fails to begin, if nothing happens.
};

/// What the report says of all jobs together.
struct JobSums {
  std::uint64_t lost = 0;
  std::uint64_t without_source = 0;  ///< No copy, and nobody who could serve the data.
  std::uint64_t below_now = 0;
  Epochs below_longest = 0;
};

/// What was decided on in an hour.
struct Spent {
  std::uint32_t deals = 0;
  std::uint64_t bytes = 0;
};

/// What a provider did of late.
struct ProviderSeen {
  std::uint32_t failures_in_row = 0;
  Epoch rests_until = no_epoch;
  std::uint32_t in_flight = 0;
  std::map<Epoch, std::uint32_t> decided;
};

/// What the judge collects as things happen.
struct Judge::State {
  State(const Aggregator& watched, const JudgeLimits& kept_to)
      : aggregator(watched), limits(kept_to), copies(watched) {}

  const Aggregator& aggregator;
  JudgeLimits limits;
  CopyHistory copies;
  std::map<std::string, JudgedJob, std::less<>> jobs;  ///< By payload.
  JudgeAgenda agenda;
  std::set<std::string> keys;
  std::set<RecordId> seen;
  std::set<RecordId> provider_checked;

  std::map<std::string, std::uint64_t> deals_made;  ///< By reason.
  std::map<Epoch, Spent> decided;                   ///< Requests by the epoch of their decision.
  std::set<RecordId> in_flight;                     ///< Requests.
  std::vector<Epoch> activations;                   ///< Of requests, in order.
  Epoch staging_full_at = no_epoch;                 ///< When the last place was taken.
  std::map<ActorId, ProviderSeen> providers;
  std::array<int, hindrance_kinds> hindered{};
  std::vector<Span> silences;  ///< Of the node; the last one may be open, with an end of no_epoch.
  Epoch next_look = 0;
  std::vector<Span> ripe;     ///< When a job with one copy waited to be served.
  std::vector<Epoch> luxury;  ///< Decisions for jobs with two copies or more.
  Epochs idle_longest = 0;
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

  // What a request must not do, each in words; see judge_rules.cpp.
  void check_request(const DealRecord& record, JudgedJob& judged);
  void check_client_word(const DealRecord& record, const JudgedJob& judged);
  void check_copies(const DealRecord& record, const RegisteredJob& job);
  void check_knowledge(const DealRecord& record, const std::string& name);
  void check_budget(const DealRecord& record);
  void check_provider_limits(const DealRecord& record);
  void count_in_flight(const DealRecord& record);
  void note_result(const DealRecord& record);
  [[nodiscard]] Epoch decided_at(const DealRecord& record) const;

  // Who waits, and why; see judge_watch.cpp.
  /// Until when the job lacks nothing if nothing happens; nullopt = it lacks something.
  [[nodiscard]] std::optional<Epoch> look_at(JudgedJob& judged, Epochs passed);
  void wait_on(JudgedJob& judged, const CopiesSeen& seen, Epochs passed);
  [[nodiscard]] CopiesSeen copies_of(const std::string& payload_cid) const;
  void note_service(const DealRecord& record, JudgedJob& judged);
  [[nodiscard]] bool is_hindered(Hindrance by) const;
  [[nodiscard]] bool is_limit_reached() const;
  [[nodiscard]] bool is_staging_full() const;
  [[nodiscard]] bool is_excused(const RegisteredJob& job) const;
  [[nodiscard]] bool can_be_fetched(const std::string& payload_cid) const;
  [[nodiscard]] bool has_provider(const RegisteredJob& job) const;
  [[nodiscard]] Epochs idle_max(const RegisteredJob& job) const;
  [[nodiscard]] std::uint64_t inversions() const;
  /// The longest time below the minimum, and what of it nothing explains; see judge_shortage.cpp.
  [[nodiscard]] Shortage shortage_of(const JudgedJob& judged) const;
  [[nodiscard]] Epochs unexplained(const JudgedJob& judged, const Span& span) const;
  void on_provider_known(const DealRecord& record);
  void on_active(const DealRecord& record);
  void on_gone(const DealRecord& record);

  /// Looks at all jobs at the end, and adds to violations_reported.
  [[nodiscard]] JobSums judge_jobs(const std::vector<std::string>& known_to_plugin);
  /// Of each repair of all jobs: epochs from the fault to the deal.
  [[nodiscard]] std::vector<Epochs> fault_to_deal() const;

  // Which copy does a request replace? It does not say; see judge_replacements.cpp.
  void note_replacement(const DealRecord& record, const RegisteredJob& job);
  void note_renewal(const DealRecord& record, const RegisteredJob& job);
  void settle_the_rest(const RegisteredJob& job);
  /// Whether a deal that was made for it is on its way or there: one that failed may be followed by
  /// another.
  [[nodiscard]] bool is_renewed(RecordId copy) const;
  /// On its way, or there and proven.
  [[nodiscard]] bool is_there(const DealRecord& copy) const;
};

}  // namespace mock
