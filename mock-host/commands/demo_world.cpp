#include "commands/demo_world.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mock {
namespace {

namespace json = boost::json;

constexpr std::size_t excerpt_length = 300;

/// The body of a 2xx answer, parsed.
json::value good(const Outcome<HttpAnswer>& answer, const std::string& what) {
  if (!answer) throw DemoFailure(what + ": " + answer.error().text);
  if (answer->status < 200 || answer->status > 299) {
    throw DemoFailure(what + ": status " + std::to_string(answer->status) + ": " +
                      answer->body.substr(0, excerpt_length));
  }
  boost::system::error_code failure;
  json::value value = json::parse(answer->body, failure);
  if (failure || !value.is_object()) throw DemoFailure(what + ": the answer is no JSON object");
  return value;
}

/// A member that must be there, as a number; 0 for a null.
std::int64_t number(const json::value& object, std::string_view key) {
  const auto* value = object.as_object().if_contains(key);
  if (value == nullptr || value->is_null()) return 0;
  return value->to_number<std::int64_t>();
}

Epoch epoch(const json::value& object, std::string_view key) {
  const auto* value = object.as_object().if_contains(key);
  return value == nullptr || value->is_null() ? no_epoch : value->to_number<Epoch>();
}

std::string text(const json::value& object, std::string_view key) {
  const auto* value = object.as_object().if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

DemoState state_of(const json::value& value) {
  const auto& copies = value.at("copies");
  return {.epoch = number(value, "epoch"),
          .since_start = number(value, "epochs_since_start"),
          .asked = static_cast<std::uint64_t>(number(copies, "asked")),
          .healthy = static_cast<std::uint64_t>(number(copies, "healthy")),
          .pending = static_cast<std::uint64_t>(number(copies, "pending"))};
}

}  // namespace

std::string DemoWorld::upload(const std::string& name, const std::string& content) {
  return text(good(client_.upload("/api/uploadFile", name, content), "upload of " + name), "cid");
}

std::uint64_t DemoWorld::register_job(const std::string& order) {
  const auto answer =
      good(client_.send_json("POST", "/register_jobs", order), "POST /register_jobs");
  return static_cast<std::uint64_t>(number(answer.at("jobs").as_array().at(0), "id"));
}

void DemoWorld::amend_job(std::uint64_t job, const std::string& change) {
  const std::string target = "/jobs/" + std::to_string(job);
  good(client_.send_json("PATCH", target, change), "PATCH " + target);
}

std::vector<DemoDeal> DemoWorld::deals() {
  std::vector<DemoDeal> deals;
  const auto answer = good(client_.get("/mock/deals"), "GET /mock/deals");
  for (const auto& deal : answer.at("deals").as_array()) {
    deals.push_back({.cid = text(deal, "cid"),
                     .reason = text(deal, "reason"),
                     .state = text(deal, "state"),
                     .provider = text(deal, "provider"),
                     .is_healthy = deal.at("is_healthy").as_bool(),
                     .accepted = epoch(deal, "accepted_epoch"),
                     .active = epoch(deal, "active_epoch"),
                     .end = epoch(deal, "end_epoch")});
  }
  return deals;
}

DemoState DemoWorld::state() {
  return state_of(good(client_.get("/mock/state"), "GET /mock/state"));
}

DemoReport DemoWorld::report() {
  const auto answer = good(client_.get("/mock/report"), "GET /mock/report");
  const auto& repairs = answer.at("repairs");
  const auto& renewals = answer.at("renewals");
  DemoReport report{.repairs = static_cast<std::uint64_t>(number(repairs, "count")),
                    .fault_to_deal_max = number(repairs.at("fault_to_deal_epochs"), "max"),
                    .renewals = static_cast<std::uint64_t>(number(renewals, "count")),
                    .margin_left_min = number(renewals, "margin_left_epochs_min"),
                    .violations = {}};
  for (const auto& violation : answer.at("violations").as_array()) {
    report.violations.emplace_back(violation.as_string());
  }
  return report;
}

DemoState DemoWorld::advance(Epochs epochs) {
  const json::object order{{"advance_epochs", epochs}};
  return state_of(
      good(client_.send_json("POST", "/mock/clock", json::serialize(order)), "POST /mock/clock"));
}

void DemoWorld::provider_leaves(const std::string& provider) {
  good(client_.send({.method = "POST", .target = "/mock/providers/" + provider + "/leave"}),
       "provider leaves");
}

}  // namespace mock
