#include <sys/resource.h>

#include <algorithm>
#include <boost/json.hpp>

#include "aggregator/judge.h"
#include "aggregator/judge_state.h"

namespace mock {
namespace {

namespace json = boost::json;

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

JobSums Judge::State::judge_jobs(const std::vector<std::string>& known_to_plugin) {
  const std::set<std::string> known(known_to_plugin.begin(), known_to_plugin.end());
  JobSums sums;
  for (const auto& [payload, judged] : jobs) {
    if (judged.cancelled) continue;
    const auto& ids = aggregator.book().of_payload(payload);
    const bool any = std::any_of(ids.begin(), ids.end(), [&](RecordId id) {
      const auto& record = *aggregator.book().find(id);
      // One that came to nothing an hour ago is still being dealt with.
      const bool is_fresh = record.changed_epoch > aggregator.now() - epochs_per_day;
      return copies.is_in_flight(record) || copies.is_left(record) || is_fresh;
    });
    const bool is_known = known.count(payload) != 0;
    const bool owed = is_owed(aggregator, judged.job);
    const bool has_source = any || can_be_fetched(payload);
    if (owed && !has_source) ++sums.without_source;
    if (!is_known || (owed && !any && has_source && !judged.paused)) {
      ++sums.lost;
      violations_reported.push_back(
          "job of " + payload +
          " is lost: " + (is_known ? "no copy, none on its way" : "the plugin does not know it"));
    }
    if (!owed) continue;
    const auto shortage = shortage_of(judged);
    if (shortage.now) ++sums.below_now;
    sums.below_longest = std::max(sums.below_longest, shortage.longest);
    if (shortage.unexplained <= idle_max(judged.job)) continue;
    violations_reported.push_back("job of " + payload + " was below its minimum for " +
                                  std::to_string(shortage.unexplained) +
                                  " epochs without a reason, at most " +
                                  std::to_string(idle_max(judged.job)) + " can be explained");
  }
  return sums;
}

std::string Judge::report(const JudgeNotes& notes) {
  auto& state = *state_;
  auto& violations = state.violations_reported = state.violations;
  const auto sums = state.judge_jobs(notes.payloads_known_to_plugin);
  const auto inversions = state.inversions();
  if (inversions != 0) {
    violations.push_back(std::to_string(inversions) +
                         " requests for jobs with two copies or more came before jobs with one");
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
      {"lost_jobs", sums.lost},
      {"jobs_without_source", sums.without_source},
      {"inversions", inversions},
      {"idle_longest_epochs", state.idle_longest},
      {"jobs_below_min", {{"now", sums.below_now}, {"longest_epochs", sums.below_longest}}},
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
