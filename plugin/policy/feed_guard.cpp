#include "policy/feed_guard.h"

namespace raas {

bool is_bad_turn(Finding before, Finding after) {
  const bool was_there = before == Finding::proven || before == Finding::faulty;
  switch (after) {
    case Finding::dead:
    case Finding::absent:
    case Finding::mismatch:
    case Finding::unknown: return was_there;
    case Finding::unsealed:
    case Finding::proven:
    case Finding::faulty: return false;
  }
  return false;
}

void watch_outage(OutageWatch& watch, const Replica& replica) {
  const Facts& facts = replica.facts;
  switch (facts.finding) {
    case Finding::dead:
    case Finding::faulty: watch.is_down(replica.id, replica.provider, facts.since); break;
    case Finding::unsealed:
    case Finding::proven:
    case Finding::absent:
    case Finding::mismatch: watch.is_up(replica.id); break;
    case Finding::unknown: break;
  }
}

void FeedGuard::turned_bad(ReplicaId replica, JobId job, Epoch at) {
  if (at <= released_until_) return;
  if (bad_.emplace(replica, Turn{job, at}).second) ++jobs_[job];
}

void FeedGuard::turned_good(ReplicaId replica) {
  if (const auto found = bad_.find(replica); found != bad_.end()) forget(found);
}

void FeedGuard::forget(std::map<ReplicaId, Turn>::iterator at) {
  const auto job = jobs_.find(at->second.job);
  if (--job->second == 0) jobs_.erase(job);
  bad_.erase(at);
}

void FeedGuard::release(Epoch at) {
  released_until_ = at;
  outages_.release(at);
  for (auto next = bad_.begin(); next != bad_.end();) {
    const auto here = next++;
    if (here->second.at <= at) forget(here);
  }
}

std::size_t FeedGuard::bad_copies(const Policy& policy, Epoch now) {
  for (auto next = bad_.begin(); next != bad_.end();) {
    const auto here = next++;
    if (here->second.at + policy.feed_hold_epochs <= now) forget(here);
  }
  return bad_.size();
}

bool FeedGuard::is_suspect(const Policy& policy, Epoch now, std::size_t copies) {
  const std::size_t bad = bad_copies(policy, now);
  return bad >= policy.feed_bad_min && bad * 100 > copies * policy.feed_bad_share_max_percent;
}

}  // namespace raas
