#include <boost/json.hpp>

#include "adapters/api/answer.h"
#include "adapters/api/job_json.h"
#include "adapters/api/names.h"
#include "adapters/api/query.h"
#include "adapters/api/routes.h"

namespace raas::api {

namespace json = boost::json;

namespace {

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

}  // namespace raas::api
