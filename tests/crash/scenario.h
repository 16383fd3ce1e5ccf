#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crash/deployment.h"

namespace raas_test {

/// What the world's clients know and want, and what must be the case once it has come to rest.
struct Expected {
  std::map<std::uint64_t, std::size_t> copies;  ///< Live ones, by job.
  std::set<std::uint64_t> cancelled;            ///< Jobs for which nothing more is made.
  std::set<std::uint64_t> acknowledged;         ///< Jobs whose registration was answered with 2xx.
  std::set<std::uint64_t> cancel_acknowledged;
};

/// One thing that somebody does; false = it was not acknowledged, and is to be done again.
using Deed = std::function<bool(Deployment&, Expected&)>;

/// Deeds, and then rest: nothing under way, each job with its copies.
struct Phase {
  std::string name;
  std::vector<Deed> deeds;
};

/// The first copies of one job, and when it rests those of another.
[[nodiscard]] std::vector<Phase> one_job_after_the_other();
/// A life of some jobs: registered, made, failed, repaired, renewed, cancelled.
[[nodiscard]] std::vector<Phase> life_of_jobs();
/// The first copies of jobs, so many of each.
[[nodiscard]] std::vector<Phase> first_copies(const std::vector<std::size_t>& copies);
/// RAAS_TEST_SCALE: how long a run may take. Below 100, a scenario is shorter; each of its points
/// is visited all the same.
[[nodiscard]] unsigned scale_percent();
/// Config of the plugin in which all of this takes few epochs.
[[nodiscard]] std::string brisk_config();

/// A scenario on its way through its phases.
class Story {
 public:
  Story(Deployment& world, std::vector<Phase> phases) : world_(world), phases_(std::move(phases)) {}

  /// All deeds of all phases. @p at_rest runs after each phase.
  void tell(const std::function<void(std::size_t phase)>& at_rest);
  /// In a world that has begun again: the deed that was interrupted once more, and what is left of
  /// its phase.
  void resume();

  [[nodiscard]] std::size_t phase() const { return phase_; }
  [[nodiscard]] const std::string& phase_name() const { return phases_[phase_].name; }
  [[nodiscard]] const Expected& expected() const { return expected_; }
  /// What is not at rest yet, in words; empty = nothing.
  [[nodiscard]] std::string unrest();

 private:
  void finish_phase();
  void do_until_acknowledged(const Deed& deed);
  void come_to_rest();

  Deployment& world_;
  std::vector<Phase> phases_;
  Expected expected_;
  std::size_t phase_ = 0;
  std::size_t deed_ = 0;
};

}  // namespace raas_test
