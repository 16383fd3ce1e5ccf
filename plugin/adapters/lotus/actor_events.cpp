#include "adapters/lotus/actor_events.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <utility>

#include "adapters/lotus/base64.h"
#include "adapters/lotus/cbor.h"
#include "adapters/lotus/json_members.h"

namespace raas::lotus {
namespace {

constexpr int cbor_codec = 0x51;

std::string filter_value(const std::string& cbor) {
  return fmt::format(R"({{"codec":{},"value":"{}"}})", cbor_codec, encode_base64(cbor));
}

std::string types_json(std::span<const std::string_view> types) {
  std::string values;
  for (const std::string_view type : types) {
    std::string cbor;
    append_cbor_text(cbor, type);
    values.append(values.empty() ? "" : ",").append(filter_value(cbor));
  }
  return values;
}

/// The CBOR of an entry of an event, if that is its codec.
std::optional<std::string> value_of(const boost::json::value& entry) {
  if (natural(member(entry, "Codec")) != cbor_codec) return std::nullopt;
  const auto value = text(member(entry, "Value"));
  return value ? decode_base64(*value) : std::nullopt;
}

void take_entry(ActorEvent& event, std::string_view key, const std::string& cbor) {
  CborReader reader(cbor);
  if (key == "$type") {
    event.type = reader.text().value_or("");
  } else if (key == "id") {
    event.id = reader.natural();
  } else if (key == "provider") {
    event.provider = reader.natural();
  } else if (key == "sector") {
    event.sector = reader.natural();
  }
}

Result<ActorEvent> decode_event(const boost::json::value& json) {
  ActorEvent event;
  const auto height = integer(member(json, "height"));
  if (!height || *height < 0) return wrong_member("event", "height");
  event.height = *height;
  const auto emitter = text(member(json, "emitter"));
  const auto actor = emitter ? parse_provider(*emitter) : Result<ActorId>(Error());
  if (!actor) return wrong_member("event", "emitter");
  event.emitter = *actor;
  const boost::json::value* entries = member(json, "entries");
  if (entries == nullptr || !entries->is_array()) return wrong_member("event", "entries");
  for (const boost::json::value& entry : entries->get_array()) {
    const auto key = text(member(entry, "Key"));
    const auto cbor = value_of(entry);
    if (key && cbor) take_entry(event, *key, *cbor);
  }
  if (event.type.empty()) return wrong_member("event", "$type");
  return event;
}

}  // namespace

std::string event_params(EventKind kind, std::span<const ActorId> providers,
                         const HeightRange& heights) {
  static constexpr std::string_view record_types[] = {"deal-activated", "deal-terminated",
                                                      "deal-completed", "claim",
                                                      "claim-updated",  "claim-removed"};
  static constexpr std::string_view sector_types[] = {"sector-terminated"};
  std::string addresses;
  std::string values;
  for (const ActorId provider : providers) {
    std::string cbor;
    append_cbor_natural(cbor, provider);
    const char* comma = addresses.empty() ? "" : ",";
    values.append(comma).append(filter_value(cbor));
    addresses += fmt::format(R"({}"{}")", comma, provider_text(provider));
  }
  const bool is_records = kind == EventKind::records;
  return fmt::format(
      R"([{{"addresses":[{}],"fields":{{"$type":[{}]{}}},"fromHeight":{},"toHeight":{}}}])",
      is_records ? R"("f05","f06")" : addresses,
      is_records ? types_json(record_types) : types_json(sector_types),
      is_records ? fmt::format(R"(,"provider":[{}])", values) : "", heights.first, heights.last);
}

Result<std::vector<ActorEvent>> decode_events(const boost::json::value& result) {
  std::vector<ActorEvent> events;
  if (result.is_null()) return events;
  if (!result.is_array()) return wrong_member("events", "result");
  for (const boost::json::value& json : result.get_array()) {
    auto event = decode_event(json);
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  return events;
}

RangeTrouble range_trouble(std::string_view error_text) {
  const auto says = [&](std::string_view words) {
    return error_text.find(words) != std::string_view::npos;
  };
  if (says("filter matches too many events")) return RangeTrouble::too_many;
  if (says("not found in index") || says("requires backfill") || says("lookbacks of more than")) {
    return RangeTrouble::not_indexed;
  }
  // A node may be set to take less than others do.
  return says("invalid epoch range") ? RangeTrouble::too_many : RangeTrouble::none;
}

std::optional<std::pair<HeightRange, HeightRange>> halves_of(const HeightRange& range) {
  if (range.first >= range.last) return std::nullopt;
  const Epoch middle = range.first + (range.last - range.first) / 2;
  return std::pair(HeightRange{range.first, middle}, HeightRange{middle + 1, range.last});
}

}  // namespace raas::lotus
