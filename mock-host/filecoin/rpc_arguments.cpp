#include "filecoin/rpc_arguments.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "filecoin/base64.h"

namespace mock {

namespace {

namespace json = boost::json;

bool decode_number(const json::value& value, std::uint64_t& number) {
  boost::json::error_code ignored;
  if (!value.is_int64() && !value.is_uint64()) return false;
  number = value.to_number<std::uint64_t>(ignored);
  return !ignored.failed();
}

bool decode_epoch(const json::value& value, Epoch& epoch) {
  if (!value.is_int64()) return false;
  epoch = value.get_int64();
  return true;
}

struct Address {
  std::string_view text;
  std::optional<ActorId> actor;
};

/// An ID address gives an actor; the other four protocols are taken as they are.
std::optional<Address> address_of(const json::value& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.get_string();
  if (text.size() < 3 || (text[0] != 'f' && text[0] != 't') || text[1] < '0' || text[1] > '4') {
    return std::nullopt;
  }
  if (text[1] != '0') return Address{text, std::nullopt};

  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id < 0) return std::nullopt;
  return Address{text, static_cast<ActorId>(id)};
}

bool decode_address(const json::value& value, RpcArguments& arguments) {
  const auto address = address_of(value);
  if (!address) return false;
  arguments.address = address->text;
  arguments.actor = address->actor;
  return true;
}

/// Go leaves what is absent at nothing, but an address cannot be nothing.
bool decode_message(const json::value& value, CallMessage& message) {
  const json::object* object = value.if_object();
  const json::value* to = object == nullptr ? nullptr : object->if_contains("To");
  const json::value* from = object == nullptr ? nullptr : object->if_contains("From");
  if (to == nullptr || from == nullptr) return false;
  const auto receiver = address_of(*to);
  const auto sender = address_of(*from);
  if (!receiver || !sender) return false;
  message = {};
  message.to = receiver->text;
  message.to_actor = receiver->actor;
  message.from = sender->text;
  message.is_from_actor = sender->actor.has_value();
  if (const json::value* method = object->if_contains("Method")) {
    if (!decode_number(*method, message.method)) return false;
  }
  const json::value* params = object->if_contains("Params");
  if (params == nullptr || params->is_null()) return true;
  if (!params->is_string()) return false;
  auto bytes = from_base64(params->get_string());
  if (!bytes) return false;
  message.params = std::move(*bytes);
  return true;
}

/// Text that some CID could have; whether there is such a block is another question.
bool could_be_cid(std::string_view text) {
  constexpr std::size_t length_min = 8;
  return text.size() >= length_min && (text.front() == 'b' || text.substr(0, 2) == "Qm") &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

bool decode_tipset(const json::value& value, std::vector<std::string_view>& key) {
  if (value.is_null()) return true;
  if (!value.is_array()) return false;
  for (const json::value& element : value.get_array()) {
    const json::object* object = element.if_object();
    const json::value* text = object == nullptr ? nullptr : object->if_contains("/");
    if (text == nullptr || !text->is_string() || !could_be_cid(text->get_string())) return false;
    key.emplace_back(text->get_string());
  }
  return true;
}

bool decode_values(const json::value& list, std::vector<EventFilter::Value>& values) {
  if (list.is_null()) return true;
  if (!list.is_array()) return false;
  for (const json::value& element : list.get_array()) {
    const json::object* object = element.if_object();
    const json::value* codec = object == nullptr ? nullptr : object->if_contains("codec");
    const json::value* text = object == nullptr ? nullptr : object->if_contains("value");
    EventFilter::Value value;
    if (codec == nullptr || !decode_number(*codec, value.codec)) return false;
    if (text == nullptr || !text->is_string()) return false;
    auto bytes = from_base64(text->get_string());
    if (!bytes) return false;
    value.bytes = std::move(*bytes);
    values.push_back(std::move(value));
  }
  return true;
}

bool decode_emitters(const json::value& list, EventFilter& filter) {
  if (list.is_null()) return true;
  if (!list.is_array()) return false;
  for (const json::value& element : list.get_array()) {
    const auto address = address_of(element);
    if (!address) return false;
    if (address->actor) {
      filter.emitters.push_back(*address->actor);
    } else if (address->text[1] == '4') {
      filter.has_delegated = true;
    } else {
      filter.wrong_address = address->text;
    }
  }
  return true;
}

bool decode_height(const json::value& value, std::optional<Epoch>& height) {
  if (value.is_null()) return true;
  Epoch epoch = 0;
  if (!decode_epoch(value, epoch)) return false;
  height = epoch;
  return true;
}

/// As Go's decoder does it, unknown members are passed over, and names are taken as they are.
bool decode_filter(const json::value& value, RpcArguments& arguments) {
  EventFilter& filter = arguments.filter;
  filter = {};
  if (value.is_null()) return true;
  if (!value.is_object()) return false;
  for (const auto& [name, member] : value.get_object()) {
    bool is_good = true;
    if (name == "addresses") {
      is_good = decode_emitters(member, filter);
    } else if (name == "fromHeight") {
      is_good = decode_height(member, filter.from);
    } else if (name == "toHeight") {
      is_good = decode_height(member, filter.to);
    } else if (name == "tipsetKey") {
      is_good = decode_tipset(member, arguments.key);
    } else if (name == "fields" && !member.is_null()) {
      is_good = member.is_object();
      for (std::size_t i = 0; is_good && i < member.get_object().size(); ++i) {
        const auto& field = *(member.get_object().begin() + i);
        filter.fields.push_back({std::string(field.key()), {}});
        is_good = decode_values(field.value(), filter.fields.back().values);
      }
    }
    if (!is_good) return false;
  }
  return true;
}

bool decode_one(ParamKind kind, const json::value& value, RpcArguments& arguments) {
  switch (kind) {
    case ParamKind::address: return decode_address(value, arguments);
    case ParamKind::number: return decode_number(value, arguments.number);
    case ParamKind::epoch: return decode_epoch(value, arguments.epoch);
    case ParamKind::tipset: return decode_tipset(value, arguments.key);
    case ParamKind::event_filter: return decode_filter(value, arguments);
    case ParamKind::message: return decode_message(value, arguments.message);
  }
  return false;
}

std::string_view go_type(ParamKind kind) {
  switch (kind) {
    case ParamKind::address: return "*address.Address";
    case ParamKind::number: return "*uint64";
    case ParamKind::epoch: return "*abi.ChainEpoch";
    case ParamKind::tipset: return "*types.TipSetKey";
    case ParamKind::event_filter: return "*types.ActorEventFilter";
    case ParamKind::message: return "*types.Message";
  }
  return "";
}

}  // namespace

std::optional<RpcFailure> decode(const RpcMethod& method, std::span<const json::value> params,
                                 RpcArguments& arguments) {
  if (params.size() != method.params.size()) {
    return RpcFailure{RpcCode::invalid_params, "wrong param count (method '" +
                                                   std::string(method.name) +
                                                   "'): " + std::to_string(params.size()) +
                                                   " != " + std::to_string(method.params.size())};
  }
  arguments.address = {};
  arguments.actor.reset();
  arguments.key.clear();
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (decode_one(method.params[i], params[i], arguments)) continue;
    return RpcFailure{RpcCode::parse_error,
                      "unmarshaling params for '" + std::string(method.name) +
                          "' (param: " + std::string(go_type(method.params[i])) +
                          "): cannot unmarshal " + json::serialize(params[i])};
  }
  return std::nullopt;
}

}  // namespace mock
