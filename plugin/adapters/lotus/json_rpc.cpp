#include "adapters/lotus/json_rpc.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace raas::lotus {
namespace json = boost::json;
namespace {

constexpr std::size_t text_length_max = 300;

struct Response {
  std::uint64_t id = 0;
  const json::object* object = nullptr;
};

bool before_by_id(const Response& a, const Response& b) {
  return a.id < b.id;
}

/// Text of the other side, fit for a log: short, and without control characters.
std::string quotable(std::string_view text) {
  std::string quoted(text.substr(0, text_length_max));
  std::replace_if(
      quoted.begin(), quoted.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return quoted;
}

bool asks_for_less(int http_status) {
  return http_status == 429 || http_status == 502 || http_status == 503 || http_status == 504;
}

bool says_busy(std::string_view message) {
  return message.starts_with("server busy") || message.starts_with("connection limited");
}

Trouble trouble_of(std::int64_t code, std::string_view message) {
  if (code == -32601) return Trouble::no_such_method;
  if (code >= -32700 && code <= -32600) return Trouble::bad_request;
  if (says_busy(message)) return Trouble::busy;
  if (message == "method not supported") return Trouble::no_such_method;
  // go-jsonrpc reports a panic in a method with code 0.
  return code == 0 ? Trouble::broken : Trouble::application;
}

CallError error_in(const json::value& error) {
  const json::object* object = error.if_object();
  if (object == nullptr) return {Trouble::broken, "error is not an object"};
  const json::value* code = object->if_contains("code");
  const json::value* message = object->if_contains("message");
  if (code == nullptr || !code->is_int64() || message == nullptr || !message->is_string()) {
    return {Trouble::broken, "error has no code and message"};
  }
  const json::string& text = message->get_string();
  return {trouble_of(code->get_int64(), text), quotable(text)};
}

Answer answer_in(const json::object& response) {
  if (const json::value* error = response.if_contains("error");
      error != nullptr && !error->is_null()) {
    return error_in(*error);
  }
  const json::value* result = response.if_contains("result");
  if (result == nullptr) return CallError{Trouble::broken, "response has neither result nor error"};
  return ResultValue(result);
}

std::optional<std::uint64_t> id_of(const json::object& response) {
  const json::value* id = response.if_contains("id");
  if (id == nullptr) return std::nullopt;
  if (id->is_uint64()) return id->get_uint64();
  if (id->is_int64() && id->get_int64() >= 0) return static_cast<std::uint64_t>(id->get_int64());
  // Ids pass through a double in go-jsonrpc.
  if (id->is_double() && id->get_double() >= 0 && id->get_double() < 9007199254740992.0) {
    const auto whole = static_cast<std::uint64_t>(id->get_double());
    if (static_cast<double>(whole) == id->get_double()) return whole;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::chain_head: return "Filecoin.ChainHead";
    case Method::finalized_tipset: return "Filecoin.ChainGetFinalizedTipSet";
    case Method::network_params: return "Filecoin.StateGetNetworkParams";
    case Method::proving_deadline: return "Filecoin.StateMinerProvingDeadline";
    case Method::partitions: return "Filecoin.StateMinerPartitions";
    case Method::market_deal: return "Filecoin.StateMarketStorageDeal";
    case Method::sector_partition: return "Filecoin.StateSectorPartition";
    case Method::sector_count: return "Filecoin.StateMinerSectorCount";
    case Method::state_call: return "Filecoin.StateCall";
    case Method::sector_details: return "Filecoin.StateSectorGetInfo";
    case Method::claim: return "Filecoin.StateGetClaim";
    case Method::actor_state: return "Filecoin.StateReadState";
    case Method::actor_events: return "Filecoin.GetActorEventsRaw";
  }
  return "";
}

std::string request_body(std::span<const Call> calls, std::uint64_t first_id, std::string memory) {
  constexpr std::string_view id_mark = R"({"jsonrpc":"2.0","id":)";
  constexpr std::string_view method_mark = R"(,"method":")";
  constexpr std::string_view params_mark = R"(","params":)";
  constexpr std::size_t overhead = 100;
  std::string body = std::move(memory);
  body.clear();
  std::size_t size = 2;
  for (const Call& call : calls) size += overhead + call.params.size() + call.tipset_key.size();
  body.reserve(size);
  if (calls.size() != 1) body += '[';
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (i != 0) body += ',';
    body.append(id_mark).append(std::to_string(first_id + i)).append(method_mark);
    body.append(name_of(calls[i].method)).append(params_mark).append(calls[i].params);
    if (!calls[i].tipset_key.empty()) body.append(calls[i].tipset_key) += ']';
    body += '}';
  }
  if (calls.size() != 1) body += ']';
  return body;
}

struct ReplyBody::Parsed {
  Parsed() : root(json::storage_ptr(&memory)) {}

  json::monotonic_resource memory;
  json::value root;
  std::vector<Response> responses;  ///< Sorted by id.
  std::optional<CallError> whole;   ///< What is wrong with the reply as a whole.
  const json::object* without_id = nullptr;

  void read(int http_status, std::string_view body);
  void index();
};

void ReplyBody::Parsed::read(int http_status, std::string_view body) {
  json::error_code error;
  root = json::parse(body, error, &memory);
  const bool is_answer = !error && (root.is_object() || root.is_array());
  if (is_answer && http_status != 429) {
    index();
    return;
  }
  const std::string found =
      fmt::format("http status {}, {} bytes: found \"{}\", expected a json-rpc response",
                  http_status, body.size(), quotable(body.substr(0, 60)));
  whole = CallError{asks_for_less(http_status) ? Trouble::busy : Trouble::broken, found};
  root = nullptr;
}

void ReplyBody::Parsed::index() {
  const auto take = [this](const json::value& response) {
    const json::object* object = response.if_object();
    if (object == nullptr) return;
    if (const auto id = id_of(*object)) responses.push_back({*id, object});
  };
  if (const json::array* batch = root.if_array()) {
    responses.reserve(batch->size());
    for (const json::value& response : *batch) take(response);
  } else {
    take(root);
    const json::value* id = root.get_object().if_contains("id");
    if (id == nullptr || id->is_null()) without_id = &root.get_object();
  }
  std::sort(responses.begin(), responses.end(), before_by_id);
}

ReplyBody::ReplyBody(int http_status, std::string_view body) : parsed_(std::make_unique<Parsed>()) {
  parsed_->read(http_status, body);
}
ReplyBody::~ReplyBody() = default;

Answer ReplyBody::answer_to(std::uint64_t id) const {
  if (parsed_->whole) return *parsed_->whole;
  if (parsed_->without_id != nullptr) {
    // An error that the node could not relate to a request is about all that was in it.
    Answer answer = answer_in(*parsed_->without_id);
    if (answer.has_error()) return answer;
    return CallError{Trouble::broken, "response has no id"};
  }
  const auto [first, last] = std::equal_range(parsed_->responses.begin(), parsed_->responses.end(),
                                              Response{id, nullptr}, before_by_id);
  if (first == last) {
    return CallError{Trouble::broken, fmt::format("no response has id {}", id)};
  }
  if (std::next(first) != last) {
    return CallError{Trouble::broken, fmt::format("{} responses have id {}", last - first, id)};
  }
  return answer_in(*first->object);
}

bool ReplyBody::is_single() const {
  return parsed_->root.is_object();
}
bool ReplyBody::is_batch() const {
  return parsed_->root.is_array();
}

}  // namespace raas::lotus
