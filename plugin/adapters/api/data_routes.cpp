#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "adapters/api/answer.h"
#include "adapters/api/job_json.h"
#include "adapters/api/names.h"
#include "adapters/api/query.h"
#include "adapters/api/routes.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::size_t entries_default = 100;
constexpr std::int64_t number_max = std::numeric_limits<std::int64_t>::max();

/// One word for the flags of a job, in the starter kit's vocabulary; its words joined by '+' where
/// it has none.
std::string job_type_of(const Terms& terms) {
  if (terms.replicate && terms.renew && terms.repair) return "all";
  std::string type;
  const auto add = [&](bool flag, const char* word) {
    if (!flag) return;
    if (!type.empty()) type += '+';
    type += word;
  };
  add(terms.replicate, "replication");
  add(terms.renew, "renew");
  add(terms.repair, "repair");
  return type.empty() ? "none" : type;
}

bool is_active(Standing standing) {
  return standing == Standing::healthy || standing == Standing::expiring;
}

json::object deal_json(const ReplicaStatus& status, const ChainTime& time) {
  const Replica& replica = status.replica;
  json::object deal{{"dealId", nullptr},
                    {"providerId", replica.provider},
                    {"miner", text_json(provider_text(replica.provider))},
                    {"standing", text_json(name_of(status.standing))},
                    {"active", is_active(status.standing)},
                    {"record", text_json(name_of(replica.record))}};
  if (replica.deal != 0) deal["dealId"] = replica.deal;
  set_epoch(deal, "start", replica.start_epoch, time);
  set_epoch(deal, "end", replica.end_epoch, time);
  return deal;
}

/// The job that the answer is about, of several clients' jobs for the same data: the oldest that is
/// still kept.
const JobStatus* chosen(const std::vector<JobStatus>& jobs,
                        const std::optional<std::string>& client) {
  const JobStatus* best = nullptr;
  for (const JobStatus& status : jobs) {
    if (client && status.job.client != *client) continue;
    const bool is_kept = status.job.state != JobState::cancelled;
    const bool best_is_kept = best != nullptr && best->job.state != JobState::cancelled;
    if (best == nullptr || (is_kept && !best_is_kept)) best = &status;
  }
  return best;
}

json::object deal_status_json(const JobStatus& status, const ChainTime& time) {
  const Terms& terms = status.job.terms;
  json::array deals;
  json::array active;
  for (const ReplicaStatus& replica : status.replicas) {
    deals.push_back(deal_json(replica, time));
    if (is_active(replica.standing) && replica.replica.deal != 0) {
      active.push_back(replica.replica.deal);
    }
  }
  const bool only_renews = terms.renew && !terms.repair;
  return {{"dealInfos", std::move(deals)},
          {"jobType", text_json(job_type_of(terms))},
          {"replicationTarget", terms.copies_target},
          {"epochs", only_renews ? terms.renew_below_epochs : terms.repair_after_epochs},
          {"currentActiveDeals", std::move(active)},
          {"job", status.job.id},
          {"state", text_json(name_of(status.job.state))}};
}

/// Newest first, of several jobs: their numbers are given in one row over all jobs.
Result<std::vector<HistoryEntry>> history_of(const Call& call, const std::vector<JobId>& jobs,
                                             std::uint64_t before, std::size_t limit) {
  std::vector<HistoryEntry> entries;
  for (const JobId job : jobs) {
    auto some = call.desk.history(job, before, limit);
    if (!some) return some.error();
    entries.insert(entries.end(), some->begin(), some->end());
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& left, const auto& right) { return left.seq > right.seq; });
  if (entries.size() > limit)
    entries.erase(entries.begin() + static_cast<long>(limit), entries.end());
  return entries;
}

Result<std::vector<JobId>> jobs_asked_for(const Call& call, const Cid& cid,
                                          std::optional<std::uint64_t> id) {
  std::vector<JobId> jobs;
  if (id) {
    const auto status = call.desk.job(*id);
    if (!status) return status.error();
    jobs.push_back(*id);
    return jobs;
  }
  for (const JobStatus& status : call.desk.jobs_of(cid)) jobs.push_back(status.job.id);
  if (jobs.empty()) return Error(Code::not_found, "cid: no job for " + cid.text());
  return jobs;
}

json::object why_json(const std::vector<JobId>& jobs, const std::vector<HistoryEntry>& entries,
                      bool more, const ChainTime& time) {
  json::array ids;
  for (const JobId id : jobs) ids.push_back(id);
  json::array decisions;
  for (const HistoryEntry& entry : entries) decisions.push_back(history_json(entry, time));
  json::object body{
      {"jobs", std::move(ids)}, {"decisions", std::move(decisions)}, {"next_before", nullptr}};
  if (more) body["next_before"] = entries.back().seq;
  return body;
}

}  // namespace

ApiResponse answer_deal_status(const Call& call) {
  Problems problems;
  Query query(call.query, problems);
  const auto text = query.text("cid");
  const Cid cid = query.cid("cid");
  const auto client = query.text("client");
  query.refuse_unknown();
  if (!text) query.refuse("cid", "missing, expected a CID");
  if (!problems.empty()) return problems_answer(problems);

  const auto jobs = call.desk.jobs_of(cid);
  const JobStatus* const status = chosen(jobs, client);
  if (status == nullptr) return error_answer(404, "cid: no job for " + *text);
  return json_answer(200, deal_status_json(*status, call.desk.time()));
}

ApiResponse answer_why(const Call& call) {
  Problems problems;
  Query query(call.query, problems);
  const bool has_cid = query.text("cid").has_value();
  const bool has_job = query.text("job").has_value();
  const Cid cid = query.cid("cid");
  const auto job = query.number("job", {1, number_max});
  const auto before = query.number("before", {1, number_max});
  const auto page_max = static_cast<std::int64_t>(call.limits.page_max);
  const auto asked_limit = query.number("limit", {1, page_max});
  query.refuse_unknown();
  if (has_cid == has_job) query.refuse("cid", "expected either cid or job");
  if (!problems.empty()) return problems_answer(problems);

  const auto jobs = jobs_asked_for(call, cid, job);
  if (!jobs) return desk_error_answer(jobs.error());
  const auto limit = asked_limit.value_or(std::min(entries_default, call.limits.page_max));
  // One more than asked for tells whether there is more.
  auto entries = history_of(call, *jobs, before.value_or(0), limit + 1);
  if (!entries) return desk_error_answer(entries.error());
  const bool more = entries->size() > limit;
  if (more) entries->pop_back();
  return json_answer(200, why_json(*jobs, *entries, more, call.desk.time()));
}

}  // namespace raas::api
