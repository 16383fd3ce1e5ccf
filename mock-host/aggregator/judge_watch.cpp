// Who waits for copies, how long, and whether there is a reason for it. Books and chain are looked
// at four times a day; a job that had its copies has them until something changes, see
// judge_agenda.h.
#include <algorithm>

#include "aggregator/decimal.h"
#include "aggregator/judge_state.h"

namespace mock {
namespace {

constexpr Epochs look_step = epochs_per_day / 4;
/// Until a fault that the chain shows has been read twice by somebody who reads once a day.
constexpr Epochs detection = 2 * epochs_per_day;
/// Looks at the chain are an hour apart, and a tipset that shows the activation must be final.
constexpr Epochs activation_seen_after = 2 * epochs_per_day / 24;
/// A slot waits for up to a quarter more than the longest backoff; then there is a look and a
/// fetch.
constexpr Epochs slack = epochs_per_day;

}  // namespace

void Judge::hindered(Hindrance by, bool begins) {
  auto& state = *state_;
  auto& count = state.hindered.at(static_cast<std::size_t>(by));
  const bool was = count > 0;
  count += begins ? 1 : -1;
  if (by != Hindrance::node_silent || was == (count > 0)) return;
  if (begins) {
    state.silences.emplace_back(state.aggregator.now(), no_epoch);
  } else {
    state.silences.back().second = state.aggregator.now();
  }
}

void Judge::look_around() {
  auto& state = *state_;
  const Epoch now = state.aggregator.now();
  if (now < state.next_look) return;
  const Epochs passed = state.next_look == 0 ? 0 : now - state.next_look + look_step;
  state.next_look = now + look_step;
  for (const std::string& payload : state.agenda.take(now)) {
    const auto found = state.jobs.find(payload);
    if (found == state.jobs.end()) continue;
    if (const auto until = state.look_at(found->second, passed)) {
      state.agenda.rest(payload, *until);
    } else {
      state.agenda.job_changed(payload);
    }
  }
}

void Judge::fetch_begun(std::size_t held) {
  if (held >= state_->limits.fetch_in_flight_max) {
    state_->staging_full_at = state_->aggregator.now();
  }
}

CopiesSeen Judge::State::copies_of(const std::string& payload_cid) const {
  CopiesSeen seen;
  for (const RecordId id : aggregator.book().of_payload(payload_cid)) {
    const auto& record = *aggregator.book().find(id);
    if (copies.is_in_flight(record)) {
      ++seen.pending;
      if (record.start_epoch != no_epoch) seen.until = std::min(seen.until, record.start_epoch + 1);
    }
    if (copies.is_healthy(record)) {
      seen.healthy.insert(record.provider);
      seen.until = std::min(seen.until, record.end_epoch);
    }
  }
  return seen;
}

std::optional<Epoch> Judge::State::look_at(JudgedJob& judged, Epochs passed) {
  const auto& job = judged.job;
  const bool is_over = judged.cancelled || judged.paused ||
                       (job.end_epoch != no_epoch &&
                        aggregator.now() + limits.sealing_max_epochs + look_step >= job.end_epoch);
  const CopiesSeen seen = is_over ? CopiesSeen{} : copies_of(job.payload_cid);
  if (is_over || seen.healthy.size() + seen.pending >= job.copies_min) {
    judged.idle = judged.idle_for_staging = 0;
    judged.ripe_since = no_epoch;
    return seen.until;
  }
  wait_on(judged, seen, passed);
  return std::nullopt;
}

void JudgedJob::excuse(const Span& span) {
  if (excused.empty() || excused.back().second < span.first) excused.push_back(span);
  excused.back().second = span.second;
}

/// The job lacks copies since the last look.
void Judge::State::wait_on(JudgedJob& judged, const CopiesSeen& seen, Epochs passed) {
  const auto& job = judged.job;
  const Epoch now = aggregator.now();
  const bool is_blind = is_hindered(Hindrance::node_silent) || is_hindered(Hindrance::node_lies);
  if (is_blind || is_excused(job)) {
    if (is_blind) judged.idle = judged.idle_for_staging = 0;  // It has to be read anew.
    judged.ripe_since = no_epoch;
    judged.excuse({now - passed, now});
    return;
  }
  judged.idle += passed;
  // A reason to wait, but not behind those who need less.
  if (is_staging_full()) {
    judged.idle_for_staging += passed;
    judged.excuse({now - passed, now});
  }
  const Epochs unexplained_idle = judged.idle - judged.idle_for_staging;
  idle_longest = std::max(idle_longest, unexplained_idle);
  const bool is_last = seen.healthy.size() == 1 && seen.pending == 0 && job.copies_min > 1;
  const Epochs ripe_after = job.repair_after_epochs + limits.gone_after_epochs + detection +
                            limits.backoff_max_epochs + slack;
  if (is_last && judged.ripe_since == no_epoch && judged.idle > ripe_after) judged.ripe_since = now;
  if (unexplained_idle <= idle_max(job) || judged.starved) return;
  judged.starved = true;
  violation("job of " + job.payload_cid + " has " + std::to_string(seen.healthy.size()) + " of " +
            std::to_string(job.copies_min) + " copies, and nothing was done for it for " +
            std::to_string(unexplained_idle) + " epochs, at most " + std::to_string(idle_max(job)) +
            " can be explained");
}

Epochs Judge::State::idle_max(const RegisteredJob& job) const {
  return job.repair_after_epochs + limits.gone_after_epochs + detection +
         limits.backoff_max_epochs + slack + limits.feed_hold_epochs;
}

bool Judge::State::is_hindered(Hindrance by) const {
  return hindered.at(static_cast<std::size_t>(by)) > 0;
}

/// A deal that was activated is under way for the plugin until it has seen that on the chain.
bool Judge::State::is_limit_reached() const {
  const auto seen_for_sure = std::lower_bound(activations.begin(), activations.end(),
                                              aggregator.now() - activation_seen_after);
  const auto unseen = static_cast<std::size_t>(activations.end() - seen_for_sure);
  return in_flight.size() + unseen >= limits.in_flight_max;
}

/// A place that is free again is given away at the next pump only.
bool Judge::State::is_staging_full() const {
  if (aggregator.staging().held() >= limits.fetch_in_flight_max) return true;
  return staging_full_at != no_epoch && staging_full_at >= aggregator.now() - look_step;
}

bool Judge::State::is_excused(const RegisteredJob& job) const {
  if (is_hindered(Hindrance::no_funds)) return true;
  if (job.verified && is_hindered(Hindrance::no_datacap)) return true;
  if (is_limit_reached()) return true;
  // The budget of the last hours was used up by others.
  std::uint64_t deals = 0;
  for (auto at = decided.upper_bound(aggregator.now() - look_step); at != decided.end(); ++at) {
    deals += at->second.deals;
  }
  if (limits.deals_per_hour_max != 0 && deals >= limits.deals_per_hour_max) return true;
  return !can_be_fetched(job.payload_cid) || !has_provider(job);
}

bool Judge::State::can_be_fetched(const std::string& payload_cid) const {
  if (aggregator.store().holds(payload_cid)) return true;
  const auto& ids = aggregator.book().of_payload(payload_cid);
  return std::any_of(ids.begin(), ids.end(), [&](RecordId id) {
    const auto& record = *aggregator.book().find(id);
    return copies.is_healthy(record) && aggregator.journal().is_proving(record.provider);
  });
}

/// Whether anybody could take a copy: who is at work, cheap enough, not excluded, not resting after
/// failures, and not of an organisation that has its share.
bool Judge::State::has_provider(const RegisteredJob& job) const {
  std::map<std::string, std::uint32_t, std::less<>> with_organisation;
  std::set<ActorId> taken;
  const auto& all = aggregator.providers();
  for (const RecordId id : aggregator.book().of_payload(job.payload_cid)) {
    const auto& record = *aggregator.book().find(id);
    if (record.provider == 0 || (!copies.is_in_flight(record) && !copies.is_left(record))) continue;
    if (taken.insert(record.provider).second) {
      ++with_organisation[all.find(record.provider)->organisation];
    }
  }
  return std::any_of(all.all().begin(), all.all().end(), [&](const ProviderProfile& profile) {
    const auto seen_of = providers.find(profile.id);
    const bool rests =
        seen_of != providers.end() && seen_of->second.rests_until > aggregator.now() - look_step;
    const auto same = with_organisation.find(profile.organisation);
    const auto share = same == with_organisation.end() ? 0 : same->second;
    const bool is_dear =
        !job.price_max.empty() &&
        compare_decimals(std::to_string(profile.price_now(job.verified)), job.price_max) > 0;
    const bool is_excluded = std::find(job.providers_excluded.begin(), job.providers_excluded.end(),
                                       profile.id) != job.providers_excluded.end();
    const bool is_full =
        limits.copies_per_organisation_max != 0 && share >= limits.copies_per_organisation_max;
    return profile.accepts_deals && profile.sealing_percent != 0 && !rests && !is_dear &&
           !is_excluded && !is_full && taken.count(profile.id) == 0;
  });
}

void Judge::State::note_service(const DealRecord& record, JudgedJob& judged) {
  const Epoch decided = decided_at(record);
  if (judged.ripe_since != no_epoch) {
    if (judged.ripe_since < decided) ripe.emplace_back(judged.ripe_since, decided);
    judged.ripe_since = no_epoch;
  }
  const auto& ids = aggregator.book().of_payload(record.terms.payload_cid);
  const auto lasting = std::count_if(ids.begin(), ids.end(), [&](RecordId id) {
    return id != record.id && copies.is_lasting(*aggregator.book().find(id), 0);
  });
  if (lasting >= 2) luxury.push_back(decided);
}

/// Requests for jobs that had two copies or more, decided on while a job with a single one waited.
std::uint64_t Judge::State::inversions() const {
  std::vector<Span> waits = ripe;
  for (const auto& [payload, judged] : jobs) {
    if (judged.ripe_since != no_epoch) waits.emplace_back(judged.ripe_since, aggregator.now());
  }
  std::sort(waits.begin(), waits.end());
  std::vector<Epoch> until;  // Of those that began up to then: when the last one ended.
  for (const auto& wait : waits) {
    until.push_back(std::max(wait.second, until.empty() ? wait.second : until.back()));
  }
  return static_cast<std::uint64_t>(std::count_if(luxury.begin(), luxury.end(), [&](Epoch at) {
    const auto after = std::lower_bound(waits.begin(), waits.end(), Span{at, no_epoch});
    const auto count = static_cast<std::size_t>(after - waits.begin());
    return count > 0 && until[count - 1] > at;
  }));
}

}  // namespace mock
