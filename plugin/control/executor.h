#pragma once

#include <map>
#include <set>
#include <vector>

#include "control/ledger.h"
#include "core/plan.h"

namespace raas {

/// Carries out what is recorded: brings the data into the host's staging and asks for the deals.
///
/// Only intents that are durable reach the host; an intent that was loaded from the store is looked
/// up at the host first.
class Executor {
 public:
  Executor(Book& book, const Ports& ports, const ServiceOptions& options, Ledger& ledger,
           Journal& journal)
      : book_(book), ports_(ports), options_(options), ledger_(ledger), journal_(journal) {}

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// After a restart: every intent in flight is looked up at the host before anything else.
  void doubt_all();
  /// What on_data_update() told.
  void take(const std::vector<Fetch>& fetches);
  /// Asks the host to cancel a request, when the book is durable.
  void cancel(std::uint64_t request_id) { cancellations_.push_back(request_id); }
  /// Ends an intent that is not needed any more, or has the host cancel it. Not before the host
  /// could tell what it knows of it.
  void withdraw(const Withdrawal& withdrawal);
  /// Looks up a request at the host and writes what it says; false if the host cannot tell now.
  bool poll(const IntentKey& key);

  /// Does what can be done now. @pre The book is clean.
  void act();
  /// Before this ends: what lies in the host's staging is let go, and fetched again by the next
  /// one.
  void release_all();
  /// What is put off until a later epoch is due now: the clock that said so was wrong.
  void wait_no_more();
  /// When act() has something to do again by itself; no_epoch = never.
  [[nodiscard]] Epoch next_epoch() const;

 private:
  /// The data of one job on its way through the host's staging.
  struct Staging {
    std::uint64_t fetch_id = 0;
    FetchState state = FetchState::failed;  ///< Also of one that was not asked for yet.
    std::uint64_t data_handle = 0;
    Epoch look_again = 0;
    std::uint32_t failures = 0;
  };

  void resolve_doubts();
  void step(const IntentKey& key);
  /// Whether the data of the job is staged; looks after it otherwise.
  [[nodiscard]] bool is_staged(const Intent& intent);
  /// As far as there is room, those first whose jobs have the fewest copies.
  void fetch_most_urgent();
  void ask_fetch(const Intent& intent, Staging& staging);
  void write(Staging& staging, const Fetch& fetch, JobId job);
  /// Counts a failure; how long to wait after it.
  [[nodiscard]] static Epochs longer_each_time(Staging& staging);
  /// The data is not on its way, and is asked for again after @p wait, at most 6 hours. @return
  /// That wait.
  Epochs has_failed(Staging& staging, Epochs wait);
  [[nodiscard]] bool is_still_needed(const Intent& intent);
  void ask_deal(const Intent& intent, std::uint64_t data_handle);
  void refuse(const Intent& intent, const HostRefusal& refusal);
  void release_unused();
  /// Whether a request waits for the job's data.
  [[nodiscard]] bool is_needed(JobId job) const;
  /// Whether to wait for data that nobody needs.
  [[nodiscard]] bool is_on_its_way(Staging& unused);
  void let_go(const Fetch& fetch);
  void postpone(const Intent& intent, Epochs by);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  Ledger& ledger_;
  Journal& journal_;
  Moment moment_;
  std::map<JobId, Staging> stagings_;
  std::vector<IntentKey> to_fetch_;  ///< Found by act(): their data is not on its way.
  std::set<IntentKey> doubts_;
  std::vector<std::uint64_t> cancellations_;
};

}  // namespace raas
