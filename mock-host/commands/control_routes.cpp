#include "commands/control_routes.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "aggregator/canonical_cid.h"
#include "evm/hex.h"

namespace mock {
namespace {

namespace json = boost::json;

constexpr std::string_view root = "/mock/";
constexpr std::string_view providers = "providers/";
constexpr std::string_view payloads = "payloads/";

std::string_view name_of(SectorStatus status) {
  switch (status) {
    case SectorStatus::none: return "none";
    case SectorStatus::live: return "live";
    case SectorStatus::faulty: return "faulty";
    case SectorStatus::recovering: return "recovering";
    case SectorStatus::terminated: return "terminated";
  }
  return "unknown";
}

template <class Number>
json::value number_or_null(const std::optional<Number>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::value epoch_or_null(Epoch epoch) {
  return epoch == no_epoch ? json::value(nullptr) : json::value(epoch);
}

json::object path_json(const MerklePath& path) {
  return {{"index", path.index}, {"siblings", hex_text(path.siblings)}};
}

json::value inclusion_json(const std::optional<AggregateShare>& share) {
  if (!share) return nullptr;
  const Inclusion& inclusion = share->inclusion;
  return json::object{{"segment", inclusion.segment.piece_cid},
                      {"segment_size", inclusion.segment.piece_size},
                      {"subtree", path_json(inclusion.subtree)},
                      {"entry", path_json(inclusion.index)}};
}

json::object deal_json(const DealRecord& record, const Chain& chain) {
  const auto status =
      record.sector ? chain.sector_status(record.provider, *record.sector) : SectorStatus::none;
  const bool is_healthy = status == SectorStatus::live && record.end_epoch > chain.now();
  return {{"request", record.id},
          {"key", record.terms.key},
          {"reason", record.terms.reason},
          {"cid", record.terms.payload_cid},
          {"state", mock::name_of(record.state)},
          {"provider", record.provider == 0 ? json::value(nullptr)
                                            : json::value(provider_text(record.provider))},
          {"piece", record.share ? record.share->aggregate.piece_cid : record.terms.piece_cid},
          {"inclusion", inclusion_json(record.share)},
          {"deal", number_or_null(record.deal)},
          {"sector", number_or_null(record.sector)},
          {"sector_status", name_of(status)},
          {"is_healthy", is_healthy},
          {"accepted_epoch", epoch_or_null(record.accepted_epoch)},
          {"active_epoch", epoch_or_null(record.active_epoch)},
          {"start_epoch", epoch_or_null(record.start_epoch)},
          {"end_epoch", epoch_or_null(record.end_epoch)},
          {"message", record.message}};
}

HttpAnswer json_answer(const json::value& value) {
  return {.body = json::serialize(value)};
}

}  // namespace

std::optional<HttpAnswer> ControlRoutes::answer(const HttpRequest& request,
                                                const SimulatedTime& time) {
  std::string_view path = request.path();
  if (!path.starts_with(root)) return std::nullopt;
  path.remove_prefix(root.size());
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (path == "state") return is_get ? state(time) : wrong_method_answer("GET");
  if (path == "deals") return is_get ? deals(request) : wrong_method_answer("GET");
  if (path == "report") {
    return is_get ? HttpAnswer{.body = host_.report(time.clock())} : wrong_method_answer("GET");
  }
  if (path.starts_with(providers)) {
    if (request.method != "POST") return wrong_method_answer("POST");
    return change_provider(path.substr(providers.size()));
  }
  if (path.starts_with(payloads)) {
    if (request.method != "DELETE") return wrong_method_answer("DELETE");
    return let_go(path.substr(payloads.size()));
  }
  return error_answer(404, "path: no such route, see GET /");
}

HttpAnswer ControlRoutes::state(const SimulatedTime& time) {
  const Aggregator& aggregator = host_.aggregator();
  const CopyCount copies = host_.judge().count();
  json::array list;
  for (const ProviderProfile& profile : aggregator.providers().all()) {
    list.push_back(json::object{{"provider", provider_text(profile.id)},
                                {"organisation", profile.organisation},
                                {"country", profile.country},
                                {"is_proving", aggregator.journal().is_proving(profile.id)}});
  }
  const Speed& speed = time.speed();
  return json_answer(json::object{
      {"epoch", time.epoch()},
      {"epochs_since_start", time.epoch() - host_.config().aggregator.chain.start_epoch},
      {"unix_ms", time.clock().unix_ms},
      {"head", aggregator.chain().head()},
      {"finalized", aggregator.chain().finalized()},
      {"speed", speed.is_max ? json::value("max") : json::value(speed.factor)},
      {"copies",
       {{"asked", copies.asked}, {"healthy", copies.healthy}, {"pending", copies.pending}}},
      {"providers", std::move(list)}});
}

HttpAnswer ControlRoutes::deals(const HttpRequest& request) {
  const Aggregator& aggregator = host_.aggregator();
  const std::string cid_text = query_value(request.target, "cid");
  json::array list;
  if (cid_text.empty()) {
    for (const auto& [id, record] : aggregator.book().all()) {
      list.push_back(deal_json(record, aggregator.chain()));
    }
    return json_answer(json::object{{"deals", std::move(list)}});
  }
  const auto cid = canonical_cid(cid_text);
  if (!cid) return error_answer(400, "cid: expected a CID");
  for (const RecordId id : aggregator.book().of_payload(*cid)) {
    list.push_back(deal_json(*aggregator.book().find(id), aggregator.chain()));
  }
  return json_answer(json::object{{"deals", std::move(list)}});
}

HttpAnswer ControlRoutes::change_provider(std::string_view path) {
  const std::size_t slash = path.find('/');
  const auto provider = parse_provider(path.substr(0, slash));
  const std::string_view act = slash == std::string_view::npos ? "" : path.substr(slash + 1);
  Aggregator& aggregator = host_.aggregator();
  if (!provider || aggregator.providers().find(*provider) == nullptr) {
    return error_answer(404, "provider: expected one that GET /mock/state lists");
  }
  if (act != "leave" && act != "return") return error_answer(404, "path: expected leave or return");
  if (act == "leave" && aggregator.journal().is_proving(*provider))
    aggregator.provider_leaves(*provider);
  if (act == "return" && !aggregator.journal().is_proving(*provider))
    aggregator.provider_returns(*provider);
  aggregator.commit();
  return json_answer(json::object{{"provider", provider_text(*provider)},
                                  {"is_proving", aggregator.journal().is_proving(*provider)}});
}

HttpAnswer ControlRoutes::let_go(std::string_view cid_text) {
  const auto cid = canonical_cid(cid_text);
  if (!cid) return error_answer(400, "cid: expected a CID");
  const auto gone = host_.store().let_go(*cid);
  return gone ? json_answer(json::object{{"cid", *cid}, {"is_held", false}})
              : refusal_answer(gone.error());
}

}  // namespace mock
