#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "adapters/api/answer.h"
#include "adapters/api/body.h"
#include "adapters/api/job_json.h"
#include "adapters/api/json_text.h"
#include "adapters/api/names.h"
#include "adapters/api/query.h"
#include "adapters/api/routes.h"
#include "adapters/api/sizes.h"
#include "adapters/api/utf8.h"
#include "core/decimal.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::size_t page_default = 100;
constexpr std::int64_t id_max = std::numeric_limits<std::int64_t>::max();

/// The job's id out of the path, once there is nothing wrong with path and query.
OrRefusal<JobId> job_id_of(const Call& call) {
  Problems problems;
  Query(call.query, problems).refuse_unknown();
  if (!problems.empty()) return problems_answer(problems);
  const auto id = parse_decimal(call.id_text);
  if (!id || *id == 0 || *id > static_cast<std::uint64_t>(id_max)) {
    return error_answer(
        400, "path: found \"" + excerpt_of(call.id_text) + "\", expected the number of a job");
  }
  return {boost::system::in_place_value, *id};
}

ApiResponse show(const Call& call, JobId id) {
  const auto status = call.desk.job(id);
  if (!status) return desk_error_answer(status.error());
  return json_answer(200, job_json(*status, call.desk.time()));
}

ApiResponse show_after(const Call& call, Status (JobDesk::*change)(JobId)) {
  const auto id = job_id_of(call);
  if (!id) return id.error();
  if (const auto changed = (call.desk.*change)(*id); !changed) {
    return desk_error_answer(changed.error());
  }
  return show(call, *id);
}

JobFilter read_filter(Query& query) {
  JobFilter filter;
  filter.client = query.text("client");
  if (const auto state = query.text("state")) {
    filter.state = job_state_of(*state);
    if (!filter.state) {
      query.refuse("state", "found \"" + excerpt_of(*state) +
                                "\", expected active, paused, done or cancelled");
    }
  }
  return filter;
}

/// What a PATCH asks for.
struct Amendment {
  Terms terms;
  std::optional<std::string> label;
};

Amendment read_amendment(const json::object& body, const Job& job, const TermsRules& rules,
                         Problems& problems) {
  Amendment amendment{.terms = job.terms, .label = {}};
  ObjectReader fields(body, "", problems);
  amendment.label = fields.text("label", label_bytes_max);
  read_terms(fields, rules, amendment.terms);
  fields.refuse_unknown();
  // A new label must not founder on old terms.
  if (problems.empty() && amendment.terms != job.terms) {
    check_terms(amendment.terms, rules, "", problems);
  }
  return amendment;
}

}  // namespace

ApiResponse answer_jobs(const Call& call) {
  Problems problems;
  Query query(call.query, problems);
  const auto filter = read_filter(query);
  const auto after = query.number("after", {0, id_max});
  const auto page_max = static_cast<std::int64_t>(call.limits.page_max);
  const auto limit = query.number("limit", {1, page_max});
  query.refuse_unknown();
  if (!problems.empty()) return problems_answer(problems);

  const auto size = limit.value_or(std::min(page_default, call.limits.page_max));
  const JobPage page = call.desk.jobs(filter, after.value_or(0), size);
  json::array jobs;
  for (const JobStatus& status : page.jobs) {
    jobs.push_back(job_summary_json(status, call.desk.time()));
  }
  json::object body{{"jobs", std::move(jobs)}, {"next_after", nullptr}, {"total", page.total}};
  if (page.next_after != 0) body["next_after"] = page.next_after;
  return json_answer(200, body);
}

ApiResponse answer_job(const Call& call) {
  const auto id = job_id_of(call);
  return id ? show(call, *id) : id.error();
}

ApiResponse answer_amend(const Call& call) {
  const auto id = job_id_of(call);
  if (!id) return id.error();
  const auto body = json_body(call, "application/merge-patch+json");
  if (!body) return body.error();
  Problems problems;
  if (!body->is_object()) {
    problems.add("", "found " + found_text(*body) + ", expected an object");
    return problems_answer(problems);
  }
  const auto status = call.desk.job(*id);
  if (!status) return desk_error_answer(status.error());

  const auto rules = order_rules(call).terms;
  auto amendment = read_amendment(body->get_object(), status->job, rules, problems);
  if (!problems.empty()) return problems_answer(problems);
  if (amendment.terms != status->job.terms || amendment.label) {
    const auto amended = call.desk.amend(*id, amendment.terms, std::move(amendment.label));
    if (!amended) return desk_error_answer(amended.error());
  }
  return show(call, *id);
}

ApiResponse answer_cancel(const Call& call) {
  const auto id = job_id_of(call);
  if (!id) return id.error();
  const auto before = call.desk.job(*id);
  const bool is_cancelled = before && before->job.state == JobState::cancelled;
  if (is_cancelled) return show(call, *id);
  return show_after(call, &JobDesk::cancel);
}

ApiResponse answer_pause(const Call& call) {
  return show_after(call, &JobDesk::pause);
}

ApiResponse answer_resume(const Call& call) {
  return show_after(call, &JobDesk::resume);
}

}  // namespace raas::api
