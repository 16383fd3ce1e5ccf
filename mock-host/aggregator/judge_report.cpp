#include <sys/resource.h>

#include <algorithm>
#include <boost/json.hpp>

#include "aggregator/judge.h"
#include "aggregator/judge_state.h"

namespace mock {
namespace {

namespace json = boost::json;

/// How long a job may be below its minimum for reasons of physics: the grace, the day until a fault
/// shows, a reading twice, and two attempts that each use up their time until the start epoch.
Epochs patience_of(const RegisteredJob& job) {
  constexpr Epochs detection = 3 * epochs_per_day;
  constexpr Epochs attempts = 2 * 8 * epochs_per_day;
  return job.repair_after_epochs + detection + attempts;
}

template <class Map>
json::object counted(const Map& map) {
  json::object object;
  for (const auto& [name, count] : map) object[name] = count;
  return object;
}

/// The value that @p percent of the sorted numbers do not exceed; nothing of nothing.
json::value percentile(const std::vector<Epochs>& sorted, std::size_t percent) {
  if (sorted.empty()) return nullptr;
  return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

json::object repairs_of(std::vector<Epochs> latencies) {
  std::sort(latencies.begin(), latencies.end());
  return {{"count", latencies.size()},
          {"fault_to_deal_epochs",
           {{"p50", percentile(latencies, 50)},
            {"p99", percentile(latencies, 99)},
            {"max", percentile(latencies, 100)}}}};
}

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// How a job was below its minimum: now, and for how long at most.
struct Shortage {
  bool now = false;
  Epochs longest = 0;
};

/// The time until a new job first had its copies is not a shortage, unless that is still so.
Shortage shortage_of(const CopyHistory& copies, const JudgedJob& judged, Epoch now) {
  const auto good =
      copies.spans_with(judged.job.payload_cid, judged.job.copies_min, judged.registered_epoch);
  if (good.empty()) return {.now = true, .longest = now - judged.registered_epoch};
  Shortage shortage;
  for (std::size_t at = 1; at < good.size(); ++at) {
    shortage.longest = std::max(shortage.longest, good[at].first - good[at - 1].second);
  }
  shortage.now = good.back().second <= now;
  if (shortage.now) shortage.longest = std::max(shortage.longest, now - good.back().second);
  return shortage;
}

/// Whether copies can be asked of anybody: not of data that nobody ever brought, and not after the
/// end.
bool is_owed(const Aggregator& aggregator, const RegisteredJob& job) {
  const bool was_brought = aggregator.store().find(job.payload_cid).has_value() ||
                           !aggregator.book().of_payload(job.payload_cid).empty();
  return was_brought && (job.end_epoch == no_epoch || job.end_epoch > aggregator.now());
}

/// One key a line, so that two reports can be compared by eye.
std::string lines_of(const json::object& object) {
  std::string text = "{\n";
  for (const auto& [name, value] : object) {
    if (text.size() > 2) text += ",\n";
    text += "  \"" + std::string(name) + "\": " + json::serialize(value);
  }
  return text + "\n}\n";
}

}  // namespace

std::vector<Epochs> Judge::State::fault_to_deal() const {
  std::vector<Epochs> all;
  for (const auto& [payload, judged] : jobs) {
    const auto& job = judged.job;
    std::vector<CopyChange> changes;
    for (const RecordId id : aggregator.book().of_payload(payload)) {
      const auto of_copy = copies.changes_of(*aggregator.book().find(id), job.renew_below_epochs);
      changes.insert(changes.end(), of_copy.begin(), of_copy.end());
    }
    const auto found = fault_to_deal_epochs(
        std::move(changes), {judged.registered_epoch, job.copies_min, job.copies_target});
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

std::string Judge::report(const JudgeNotes& notes) {
  auto& state = *state_;
  auto& violations = state.violations_reported = state.violations;
  const Epoch now = state.aggregator.now();
  const std::set<std::string> known(notes.payloads_known_to_plugin.begin(),
                                    notes.payloads_known_to_plugin.end());
  std::uint64_t lost = 0;
  std::uint64_t below_now = 0;
  Epochs below_longest = 0;
  for (const auto& [payload, judged] : state.jobs) {
    if (judged.cancelled) continue;
    const auto& ids = state.aggregator.book().of_payload(payload);
    const bool any = std::any_of(ids.begin(), ids.end(), [&](RecordId id) {
      const auto& record = *state.aggregator.book().find(id);
      return state.copies.is_in_flight(record) || state.copies.is_left(record);
    });
    const bool is_known = known.count(payload) != 0;
    const bool owed = is_owed(state.aggregator, judged.job);
    if (!is_known || (owed && !any)) {
      ++lost;
      violations.push_back("job of " + payload + " is lost: " +
                           (is_known ? "no copy, none on its way" : "the plugin does not know it"));
    }
    if (!owed) continue;
    const auto shortage = shortage_of(state.copies, judged, now);
    if (shortage.now) ++below_now;
    below_longest = std::max(below_longest, shortage.longest);
    if (shortage.longest > patience_of(judged.job)) {
      violations.push_back("job of " + payload + " was below its minimum for " +
                           std::to_string(shortage.longest) + " epochs, at most " +
                           std::to_string(patience_of(judged.job)) + " can be explained");
    }
  }
  for (const auto& misuse : notes.misuses) violations.push_back("misuse: " + misuse);

  const auto copies = count();
  json::object deals_made{{"first", 0}, {"replication", 0}, {"renewal", 0}, {"repair", 0}};
  for (const auto& [reason, made] : state.deals_made) deals_made[reason] = made;
  const json::value margin =
      state.margin_left_min ? json::value(*state.margin_left_min) : json::value(nullptr);
  const json::object report{
      {"seed", notes.seed},
      {"epochs", notes.epochs},
      {"jobs", counted(notes.jobs_by_state)},
      {"copies",
       {{"asked", copies.asked}, {"healthy", copies.healthy}, {"pending", copies.pending}}},
      {"deals_made", deals_made},
      {"duplicate_deals", state.duplicate_deals},
      {"over_replicated", state.over_replicated},
      {"lost_jobs", lost},
      {"jobs_below_min", {{"now", below_now}, {"longest_epochs", below_longest}}},
      {"repairs", repairs_of(state.fault_to_deal())},
      {"renewals", {{"count", state.renewals}, {"margin_left_epochs_min", margin}}},
      {"rpc_calls", counted(notes.rpc_calls)},
      {"rpc_replies", {{"spoiled", notes.rpc_replies_spoiled}, {"bent", notes.rpc_replies_bent}}},
      {"host_calls", counted(notes.host_calls)},
      {"violations", json::array(violations.begin(), violations.end())},
      {"wall_seconds", notes.wall_seconds},
      {"peak_rss_bytes", peak_rss_bytes()}};
  return lines_of(report);
}

}  // namespace mock
