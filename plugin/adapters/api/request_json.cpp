#include "adapters/api/request_json.h"

#include <boost/json.hpp>

#include "adapters/api/job_json.h"

namespace raas::api {

namespace json = boost::json;

namespace {

std::string_view state_of(const ContractRequest& request) {
  if (request.is_withdrawn) return "withdrawn";
  return request.job == 0 ? "refused" : "kept";
}

json::object report_json(const DealReport& report) {
  return {{"deal", report.deal},
          {"provider", text_json(provider_text(report.provider))},
          {"state", text_json(name_of(report.state))},
          {"attempt", report.attempt},
          {"because", text_json(report.because)}};
}

}  // namespace

json::object request_json(const RequestStatus& status, const ChainTime& time) {
  const ContractRequest& request = status.request;
  json::object object{{"contract", text_json(request.contract)},
                      {"request", request.id},
                      {"cid", nullptr},
                      {"state", text_json(state_of(request))},
                      {"job", nullptr},
                      {"because", text_json(request.refusal)}};
  if (!request.payload.empty()) object["cid"] = text_json(request.payload.text());
  if (request.job != 0) object["job"] = request.job;
  set_epoch(object, "submitted", request.height, time);
  json::array reports;
  for (const DealReport& report : status.reports) reports.push_back(report_json(report));
  object["reports"] = std::move(reports);
  return object;
}

}  // namespace raas::api
