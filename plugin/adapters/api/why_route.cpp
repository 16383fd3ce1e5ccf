#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "adapters/api/answer.h"
#include "adapters/api/job_json.h"
#include "adapters/api/query.h"
#include "adapters/api/request_json.h"
#include "adapters/api/routes.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::size_t decisions_default = 100;
constexpr std::int64_t decision_max = std::numeric_limits<std::int64_t>::max();

/// What is asked about: jobs, and requests of contracts, which may have been refused and so have
/// none.
struct Subject {
  std::vector<JobId> jobs;
  std::vector<RequestStatus> requests;
};

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

Result<Subject> subject_with_job(const Call& call, JobId id) {
  const auto status = call.desk.job(id);
  if (!status) return status.error();
  Subject subject{.jobs = {id}, .requests = call.desk.requests_of(status->job.payload)};
  std::erase_if(subject.requests,
                [id](const RequestStatus& each) { return each.request.job != id; });
  return subject;
}

Result<Subject> subject_with_cid(const Call& call, const Cid& cid) {
  Subject subject{.jobs = {}, .requests = call.desk.requests_of(cid)};
  for (const JobStatus& status : call.desk.jobs_of(cid)) subject.jobs.push_back(status.job.id);
  if (!subject.jobs.empty() || !subject.requests.empty()) return subject;
  return Error(Code::not_found, "cid: no job for " + cid.text());
}

Result<Subject> subject_with_request(const Call& call, std::uint64_t id) {
  Subject subject{.jobs = {}, .requests = call.desk.requests_with(id)};
  for (const RequestStatus& each : subject.requests) {
    if (each.request.job != 0) subject.jobs.push_back(each.request.job);
  }
  if (!subject.requests.empty()) return subject;
  return Error(Code::not_found, "request: no contract has told of request " + std::to_string(id));
}

json::object why_json(const Subject& subject, const std::vector<HistoryEntry>& entries, bool more,
                      const ChainTime& time) {
  json::array ids;
  for (const JobId id : subject.jobs) ids.push_back(id);
  json::array decisions;
  for (const HistoryEntry& entry : entries) decisions.push_back(history_json(entry, time));
  json::object body{
      {"jobs", std::move(ids)}, {"decisions", std::move(decisions)}, {"next_before", nullptr}};
  if (more) body["next_before"] = entries.back().seq;
  json::array requests;
  for (const RequestStatus& each : subject.requests) requests.push_back(request_json(each, time));
  if (!requests.empty()) body["requests"] = std::move(requests);
  return body;
}

}  // namespace

ApiResponse answer_why(const Call& call) {
  Problems problems;
  Query query(call.query, problems);
  const bool has_cid = query.text("cid").has_value();
  const Cid cid = query.cid("cid");
  const bool has_job = query.text("job").has_value();
  const auto job = query.number("job", {1, decision_max});
  const bool has_request = query.text("request").has_value();
  const auto request = query.number("request", {1, decision_max});
  const auto before = query.number("before", {1, decision_max});
  const auto page_max = static_cast<std::int64_t>(call.limits.page_max);
  const auto asked_limit = query.number("limit", {1, page_max});
  query.refuse_unknown();
  if (has_cid + has_job + has_request != 1) {
    query.refuse("cid", "expected one of cid, job and request");
  }
  if (!problems.empty()) return problems_answer(problems);

  const auto subject = has_job       ? subject_with_job(call, *job)
                       : has_request ? subject_with_request(call, *request)
                                     : subject_with_cid(call, cid);
  if (!subject) return desk_error_answer(subject.error());
  const auto limit = asked_limit.value_or(std::min(decisions_default, call.limits.page_max));
  // One more than asked for tells whether there is more.
  auto entries = history_of(call, subject->jobs, before.value_or(0), limit + 1);
  if (!entries) return desk_error_answer(entries.error());
  const bool more = entries->size() > limit;
  if (more) entries->pop_back();
  return json_answer(200, why_json(*subject, *entries, more, call.desk.time()));
}

}  // namespace raas::api
