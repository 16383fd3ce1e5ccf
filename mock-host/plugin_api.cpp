#include "plugin_api.h"

#include <boost/json.hpp>

#include "aggregator/canonical_cid.h"

namespace mock {
namespace {

namespace json = boost::json;

constexpr int pages_max = 1000000;

void add_job(const json::object& job, JobListing& listing) {
  const auto* state = job.if_contains("state");
  // A client may have written its CID in a base that is not spoken here.
  const auto* written = job.if_contains("cid_canonical");
  const auto* cid = written != nullptr ? written : job.if_contains("cid");
  const auto* origin = job.if_contains("origin");
  const auto* id = job.if_contains("id");
  if (state != nullptr && state->is_string()) ++listing.by_state[std::string(state->get_string())];
  const bool is_enrolled = origin != nullptr && *origin == json::value("enrolled");
  if (is_enrolled && id != nullptr && id->is_int64()) {
    listing.enrolled.push_back(static_cast<std::uint64_t>(id->get_int64()));
  }
  if (cid == nullptr || !cid->is_string()) return;
  const auto canonical = canonical_cid(std::string(cid->get_string()));
  if (canonical) listing.payloads.push_back(*canonical);
}

/// Adds a page; the id after which the next one begins, or 0.
Outcome<std::uint64_t> add_page(const std::string& body, JobListing& listing) {
  boost::system::error_code failure;
  const auto page = json::parse(body, failure);
  const auto* jobs = failure || !page.is_object() ? nullptr : page.get_object().if_contains("jobs");
  if (jobs == nullptr || !jobs->is_array()) {
    return Refusal{RAAS_E_INTERNAL, "GET /jobs: no list of jobs in the answer"};
  }
  for (const auto& job : jobs->get_array()) {
    if (job.is_object()) add_job(job.get_object(), listing);
  }
  const auto* next = page.get_object().if_contains("next_after");
  return next != nullptr && next->is_int64() ? static_cast<std::uint64_t>(next->get_int64()) : 0u;
}

}  // namespace

std::string registration_body(const RegisteredJob& job) {
  json::object replication{{"copies", job.copies_target}};
  if (job.copies_min != job.copies_target || job.copies_max != job.copies_target) {
    replication = {{"copies_min", job.copies_min},
                   {"copies_target", job.copies_target},
                   {"copies_max", job.copies_max}};
  }
  json::object order{{"cid", job.payload_cid},
                     {"replication", replication},
                     {"renewal", {{"threshold_epochs", job.renew_below_epochs}}},
                     {"repair", {{"not_proven_epochs", job.repair_after_epochs}}}};
  if (job.end_epoch != no_epoch) order["end_epoch"] = job.end_epoch;
  if (job.verified) order["verified"] = true;
  if (!job.price_max.empty()) order["price_max_attofil_per_gib_epoch"] = job.price_max;
  if (!job.providers_excluded.empty()) {
    json::array excluded;
    for (const ActorId id : job.providers_excluded) excluded.emplace_back(provider_text(id));
    order["providers"] = {{"excluded", std::move(excluded)}};
  }
  return json::serialize(order);
}

Outcome<JobListing> list_jobs(PluginInstance& plugin, const HostClock& now) {
  JobListing listing;
  std::uint64_t after = 0;
  for (int page = 0; page < pages_max; ++page) {
    auto target = std::string("/jobs?limit=100");
    if (after != 0) target += "&after=" + std::to_string(after);
    const auto answer =
        plugin.handle({.method = "GET", .target = target, .headers = {}, .body = {}}, now);
    if (!answer) return answer.error();
    if (answer->status != 200) {
      return Refusal{RAAS_E_INTERNAL,
                     "GET /jobs: status " + std::to_string(answer->status) + ": " + answer->body};
    }
    const auto next = add_page(answer->body, listing);
    if (!next) return next.error();
    if (*next == 0) return listing;
    after = *next;
  }
  return Refusal{RAAS_E_INTERNAL, "GET /jobs: the pages do not end"};
}

}  // namespace mock
