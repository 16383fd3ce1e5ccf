#include "policy/feed_guard.h"

#include "policy/epoch_math.h"

namespace raas {

bool is_past_its_end(const Replica& copy) {
  return is_known(copy.end_epoch) && copy.facts.since >= copy.end_epoch;
}

bool is_bad_turn(Finding before, const Replica& copy) {
  if (is_past_its_end(copy)) return false;
  switch (copy.facts.finding) {
    case Finding::dead:
    case Finding::absent:
    case Finding::mismatch:
    case Finding::unknown: return is_there(before);
    case Finding::unsealed:
    case Finding::proven:
    case Finding::faulty: return false;
  }
  return false;
}

bool is_there(Finding finding) {
  return finding == Finding::proven || finding == Finding::faulty;
}

void watch_outage(OutageWatch& watch, const Replica& replica) {
  if (is_past_its_end(replica)) return watch.is_up(replica.id);
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
  if (!bad_.emplace(replica, Turn{job, at}).second) return;
  by_time_.emplace(at, replica);
  ++jobs_[job];
}

void FeedGuard::turned_good(ReplicaId replica) {
  if (const auto found = bad_.find(replica); found != bad_.end()) forget(found);
}

void FeedGuard::forget(std::map<ReplicaId, Turn>::iterator at) {
  const auto job = jobs_.find(at->second.job);
  if (--job->second == 0) jobs_.erase(job);
  by_time_.erase({at->second.at, at->first});
  bad_.erase(at);
}

void FeedGuard::forget_up_to(Epoch at) {
  while (!by_time_.empty() && by_time_.begin()->first <= at) {
    forget(bad_.find(by_time_.begin()->second));
  }
}

void FeedGuard::release(Epoch at) {
  released_until_ = at;
  outages_.release(at);
  forget_up_to(at);
}

std::size_t FeedGuard::bad_copies(const Policy& policy, Epoch now) {
  forget_up_to(now - policy.feed_hold_epochs);
  return bad_.size();
}

bool FeedGuard::is_suspect(const Policy& policy, Epoch now, std::size_t copies) {
  const std::size_t bad = bad_copies(policy, now);
  return bad >= policy.feed_bad_min && bad * 100 > copies * policy.feed_bad_share_max_percent;
}

}  // namespace raas
