#include "front/client_routes.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "aggregator/canonical_cid.h"
#include "front/multipart.h"

namespace mock {
namespace {

constexpr std::string_view ipfs_prefix = "/ipfs/";
constexpr std::size_t excerpt_length = 100;

constexpr std::string_view index_text =
    R"(An aggregator in miniature, with a simulated Filecoin behind it.

Of the aggregator:
  POST /api/uploadFile           multipart/form-data with one file: kept, and a first deal made
  GET  /ipfs/{cid}               the data, from the own store or from a provider that still has it
  GET  /api/retrieve?cid={cid}   the same

Of the plugin, among others:
  POST /register_jobs            keep copies of data: {"cid": ..., "replication": {"copies": 3}}
  GET  /jobs                     what is kept, and how it stands
  GET  /why?cid={cid}            every decision, with its reason
  GET  /metrics                  figures for Prometheus
  GET  /healthz                  whether all is well

Of the simulation:
  GET  /mock/state               time, providers, copies as the judge counts them
  GET  /mock/deals?cid={cid}     the aggregator's book
  GET  /mock/report              the judge's report
  POST /mock/clock               {"speed": 1 | "max"}, or {"advance_epochs": 2880}
  POST /mock/providers/{id}/leave | return
  DELETE /mock/payloads/{cid}    the own store lets the data go
)";

unsigned http_status_of(raas_status status) {
  switch (status) {
    case RAAS_E_INVALID: return 400;
    case RAAS_E_NOT_FOUND: return 404;
    case RAAS_E_CONFLICT: return 409;
    case RAAS_E_DENIED: return 422;
    case RAAS_E_BUSY: return 507;
    case RAAS_E_RETRY:
    case RAAS_E_NO_FUNDS:
    case RAAS_E_TIMEOUT:
    case RAAS_E_SHUTDOWN: return 503;
    default: return 500;  // raas_status is an open set of numbers, not an enumeration of ours.
  }
}

}  // namespace

HttpAnswer refusal_answer(const Refusal& refusal) {
  return error_answer(http_status_of(refusal.status), refusal.text);
}

HttpAnswer wrong_method_answer(std::string_view allowed) {
  HttpAnswer answer = error_answer(405, "method: expected " + std::string(allowed));
  answer.fields.push_back({"Allow", std::string(allowed)});
  return answer;
}

std::optional<HttpAnswer> ClientRoutes::answer(const HttpRequest& request) {
  const std::string_view path = request.path();
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (path == "/") {
    if (!is_get) return wrong_method_answer("GET");
    return HttpAnswer{.body = std::string(index_text),
                      .fields = {{"Content-Type", "text/plain; charset=utf-8"}}};
  }
  if (path == "/api/uploadFile") {
    return request.method == "POST" ? upload(request) : wrong_method_answer("POST");
  }
  if (path.starts_with(ipfs_prefix)) {
    return is_get ? retrieve(path.substr(ipfs_prefix.size())) : wrong_method_answer("GET");
  }
  if (path == "/api/retrieve") {
    return is_get ? retrieve(query_value(request.target, "cid")) : wrong_method_answer("GET");
  }
  return std::nullopt;
}

HttpAnswer ClientRoutes::upload(const HttpRequest& request) {
  const auto parts = parse_multipart(request.field("Content-Type"), request.body);
  if (!parts) return refusal_answer(parts.error());
  const auto is_file = [](const FormPart& part) { return part.name == "file"; };
  const auto file = std::find_if(parts->begin(), parts->end(), is_file);
  const auto files = std::count_if(parts->begin(), parts->end(), is_file);
  if (files != 1) {
    return error_answer(
        400, "form: " + std::to_string(files) + " parts with the name \"file\", expected one");
  }
  const auto payload = store_.put(file->content);
  if (!payload) return refusal_answer(payload.error());
  const auto request_id = aggregator_.make_first_deal(*payload);
  if (!request_id) return refusal_answer(request_id.error());
  aggregator_.commit();  // What a client was told is durable.
  return {.status = 201,
          .body = boost::json::serialize(boost::json::object{{"cid", payload->cid},
                                                             {"size", payload->size},
                                                             {"piece_cid", payload->piece_cid},
                                                             {"piece_size", payload->piece_size},
                                                             {"request", *request_id}})};
}

HttpAnswer ClientRoutes::retrieve(std::string_view cid_text) const {
  const auto cid = canonical_cid(cid_text);
  if (!cid) {
    return error_answer(400, "cid: \"" + std::string(cid_text.substr(0, excerpt_length)) +
                                 "\", expected a CID (Qm... or b...)");
  }
  if (!store_.find(*cid)) return error_answer(404, "cid: " + *cid + ": never uploaded here");
  HttpAnswer answer{.fields = {{"Content-Type", "application/octet-stream"}}};
  if (!store_.holds(*cid)) {
    const auto provider = provider_with(*cid);
    if (!provider) {
      return error_answer(503,
                          "cid: " + *cid + ": not in the own store, and no provider has it now");
    }
    answer.fields.push_back({"X-Provider", provider_text(*provider)});
  }
  auto bytes = store_.bytes_of(*cid);
  if (!bytes) return refusal_answer(bytes.error());
  answer.body = std::move(*bytes);
  return answer;
}

std::optional<ActorId> ClientRoutes::provider_with(std::string_view cid) const {
  for (const RecordId id : aggregator_.book().of_payload(cid)) {
    const ActorId provider = aggregator_.book().find(id)->provider;
    if (aggregator_.staging().serves(provider, cid)) return provider;
  }
  return std::nullopt;
}

}  // namespace mock
