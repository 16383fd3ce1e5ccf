#include "filecoin/lotus_rpc.h"

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "filecoin/chain_state.h"
#include "filecoin/rpc_arguments.h"
#include "filecoin/rpc_method.h"
#include "filecoin/token_bucket.h"

namespace mock {

namespace {

namespace json = boost::json;

constexpr int http_ok = 200;
constexpr int http_bad_request = 400;
constexpr int http_too_many_requests = 429;
constexpr int http_server_error = 500;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\v\f";
  const std::size_t from = text.find_first_not_of(space);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(space) - from + 1);
}

const RpcMethod* find_method(std::string_view name) {
  const auto methods = rpc_methods();
  const auto found = std::lower_bound(
      methods.begin(), methods.end(), name,
      [](const RpcMethod& method, std::string_view wanted) { return method.name < wanted; });
  return found != methods.end() && found->name == name ? &*found : nullptr;
}

/// What Lotus says of a tipset whose blocks it does not have.
std::string not_loaded(const std::vector<std::string_view>& key) {
  std::string text = "loading tipset {";
  for (const std::string_view cid : key) {
    if (text.back() != '{') text += ',';
    text += cid;
  }
  const std::string first(key.front());
  return text + "}: get block " + first + ": ipld: could not find " + first;
}

/// Whether the call could not be made, as opposed to a method that was called and failed.
bool is_of_protocol(const RpcFailure& failure) {
  return static_cast<std::int32_t>(failure.code) < 0;
}

/// What a call costs at a gateway.
std::uint64_t tokens_of(const RpcMethod& method, bool has_key) {
  constexpr std::uint64_t for_key = 2;
  const std::string_view name = method.name.substr(std::string_view("Filecoin.").size());
  std::uint64_t tokens = 1;
  if (name.starts_with("Chain")) tokens = 2;
  if (name.starts_with("State")) tokens = 3;
  if (name == "GetActorEventsRaw") tokens = 5;
  return tokens + (has_key ? for_key : 0);
}

/// A gateway lets a call wait for up to 5 s beyond the burst of one second, and an epoch fills it.
std::optional<TokenBucket> bucket_of_seconds(std::optional<std::uint32_t> tokens_per_second) {
  constexpr std::uint64_t seconds_of_tokens = 1 + 5;
  if (!tokens_per_second) return std::nullopt;
  return TokenBucket(*tokens_per_second * seconds_of_tokens,
                     *tokens_per_second * static_cast<std::uint64_t>(epoch_seconds));
}

/// The bucket of one HTTP request: a burst of 3, and 5 s.
std::optional<TokenBucket> bucket_of_request(std::optional<std::uint32_t> tokens_per_second) {
  constexpr std::uint64_t burst = 3;
  constexpr std::uint64_t wait_s_max = 5;
  if (!tokens_per_second) return std::nullopt;
  return TokenBucket(burst + *tokens_per_second * wait_s_max, 0);
}

std::optional<TokenBucket> bucket_of_minutes(std::optional<std::uint32_t> requests_per_minute) {
  constexpr std::uint64_t epochs_per_minute = 2;
  if (!requests_per_minute) return std::nullopt;
  return TokenBucket(*requests_per_minute,
                     (*requests_per_minute + epochs_per_minute - 1) / epochs_per_minute);
}

/// Go keeps an id as a float, an integer, a text or null.
bool is_id(const json::value& id) {
  return id.is_number() || id.is_string() || id.is_null();
}

}  // namespace

struct LotusRpc::State {
  State(const Ledger& of, const NodeOptions& setup)
      : ledger(of),
        options(setup),
        view(of),
        requests(bucket_of_minutes(setup.requests_per_minute)),
        tokens(bucket_of_seconds(setup.tokens_per_second)) {}

  const Ledger& ledger;
  NodeOptions options;
  NodeView view;
  std::optional<TokenBucket> requests;
  std::optional<TokenBucket> tokens;
};

/// The answering of one request body.
class LotusRpc::Session {
 public:
  explicit Session(LotusRpc& rpc)
      : rpc_(rpc),
        node_(*rpc.state_),
        request_tokens_(bucket_of_request(node_.options.request_tokens_per_second)) {}

  RpcAnswer run(std::string_view body) {
    const std::string_view request = trimmed(body);
    if (request.empty()) {
      write_error(nullptr, {RpcCode::invalid_request, "Invalid request"});
      return finished();
    }
    std::array<unsigned char, std::size_t{64} * 1024> first_block;
    json::monotonic_resource memory(first_block.data(), first_block.size());
    json::error_code error;
    const json::value parsed = json::parse(request, error, &memory);
    if (request.front() == '[' && request.back() == ']') {
      run_batch(error ? nullptr : parsed.if_array());
    } else if (error || !is_request(parsed)) {
      write_error(nullptr, {RpcCode::parse_error, "Parse error"});
    } else {
      run_one(parsed.get_object());
    }
    return finished();
  }

 private:
  /// Whether Go could decode @p value into a request at all.
  static bool is_request(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr) return false;
    const json::value* method = object->if_contains("method");
    return method == nullptr || method->is_string() || method->is_null();
  }

  RpcAnswer finished() { return {status_, std::move(out_)}; }

  void run_batch(const json::array* requests) {
    if (requests == nullptr || !std::all_of(requests->begin(), requests->end(), is_request)) {
      write_error(nullptr, {RpcCode::parse_error, "Parse error"});
      return;
    }
    if (requests->empty()) {
      write_error(nullptr, {RpcCode::invalid_request, "Invalid request"});
      return;
    }
    is_batch_ = true;
    out_ += '[';
    for (std::size_t i = 0; i < requests->size(); ++i) {
      if (i > 0) out_ += ',';
      if (!run_one((*requests)[i].get_object())) return;
    }
    out_ += ']';
  }

  /// Returns whether the rest of a batch is to be run.
  bool run_one(const json::object& request) {
    const json::value* id = request.if_contains("id");
    if (id != nullptr && id->is_null()) id = nullptr;
    if (id != nullptr && !is_id(*id)) {
      write_error(nullptr, {RpcCode::parse_error, "failed to parse ID: invalid id type"});
      return false;
    }
    const std::size_t start = out_.size();
    if (const auto failure = call(request, id)) {
      out_.resize(start);
      // The answer to a call without an id is not sent; that it cannot be called at all is.
      if (id != nullptr || is_of_protocol(*failure)) write_error(id, *failure);
    } else if (id == nullptr) {
      out_.resize(start);
    }
    return true;
  }

  std::optional<RpcFailure> call(const json::object& request, const json::value* id) {
    const json::value* name = request.if_contains("method");
    const std::string_view wanted =
        name != nullptr && name->is_string() ? std::string_view(name->get_string()) : "";
    const RpcMethod* method = find_method(wanted);
    if (method == nullptr || (is_gateway() && !method->is_on_gateway)) {
      return RpcFailure{RpcCode::method_not_found,
                        "method '" + std::string(wanted) + "' not found"};
    }
    const json::value* params = request.if_contains("params");
    if (params != nullptr && !params->is_array() && !params->is_null()) {
      return RpcFailure{RpcCode::parse_error, "unmarshaling param array: not an array"};
    }
    std::span<const json::value> list;
    if (params != nullptr && params->is_array()) list = params->get_array();
    if (auto failure = decode(*method, list, arguments_)) return failure;

    rpc_.count(static_cast<std::size_t>(method - rpc_methods().data()));
    if (auto failure = over_limit(*method)) return failure;
    return execute(*method, id);
  }

  [[nodiscard]] static bool is_about_events(const RpcMethod& method) {
    return !method.params.empty() && method.params[0] == ParamKind::event_filter;
  }
  [[nodiscard]] bool is_gateway() const { return node_.options.kind == NodeKind::gateway; }

  std::optional<RpcFailure> over_limit(const RpcMethod& method) {
    const auto tokens = tokens_of(method, !arguments_.key.empty());
    const Epoch now = node_.ledger.now();
    const auto refusal = [tokens](const std::string& why) {
      return RpcFailure{.message = why + " rate: Wait(n=" + std::to_string(tokens) +
                                   ") would exceed context deadline"};
    };
    if (request_tokens_ && !request_tokens_->take(tokens, now)) {
      return refusal("connection limited.");
    }
    if (node_.tokens && !node_.tokens->take(tokens, now)) return refusal("server busy.");
    return std::nullopt;
  }

  std::optional<RpcFailure> execute(const RpcMethod& method, const json::value* id) {
    const std::string_view miner_prefix =
        method.is_about_miner ? "failed to load miner actor: " : "";
    NodeView::Place place{&node_.view.track(), node_.view.head()};
    if (!arguments_.key.empty()) {
      const auto found = node_.view.find(arguments_.key);
      // The index of events has it or does not; the tipset itself is not loaded.
      if (!found && is_about_events(method) && !is_gateway()) {
        return RpcFailure{.message = "get events for filter: not found in index"};
      }
      if (!found) {
        return RpcFailure{.message = (is_gateway() ? "" : std::string(miner_prefix)) +
                                     not_loaded(arguments_.key)};
      }
      place = *found;
    }
    RpcQuery query{.ledger = node_.ledger,
                   .options = node_.options,
                   .node = node_.view,
                   .arguments = arguments_,
                   .track = *place.track,
                   .height = place.height,
                   .state = place.track->state_of(place.height)};
    if (auto failure = too_far_back(method, query)) return failure;
    if (method.is_about_miner) {
      query.miner = query.find_miner(arguments_.actor);
      if (query.miner == nullptr) {
        return RpcFailure{.message = std::string(miner_prefix) + "actor not found"};
      }
    }
    out_ += "{\"id\":";
    write_id(id);
    out_ += ",\"jsonrpc\":\"2.0\",\"result\":";
    JsonWriter writer(out_);
    if (auto failure = method.function(query, writer)) return failure;
    out_ += "}\n";
    return std::nullopt;
  }

  /// A gateway measures from its clock, not from its head.
  std::optional<RpcFailure> too_far_back(const RpcMethod& method, const RpcQuery& query) {
    if (!is_gateway()) return std::nullopt;
    const std::string text = ": lookbacks of more than 24h0m0s are disallowed";
    const Epoch oldest = node_.ledger.now() - node_.options.lookback_max;
    const bool has_height = method.params.size() == 2 && method.params[0] == ParamKind::epoch;
    if ((has_height || !arguments_.key.empty()) && query.height < oldest) {
      return RpcFailure{.message = "bad tipset" + text};
    }
    const auto is_old = [&](std::optional<Epoch> height) { return height && *height < oldest; };
    const EventFilter& filter = arguments_.filter;
    const bool is_filter_old =
        is_about_events(method) && (is_old(filter.from) || is_old(filter.to));
    if (is_filter_old || (has_height && arguments_.epoch < oldest)) {
      return RpcFailure{.message = "bad tipset height" + text};
    }
    return std::nullopt;
  }

  void write_id(const json::value* id) {
    JsonWriter writer(out_);
    if (id == nullptr) {
      writer.null();
    } else if (id->is_string()) {
      writer.text(id->get_string());
    } else if (id->is_int64()) {
      writer.number(id->get_int64());
    } else {
      writer.raw(json::serialize(*id));
    }
  }

  void write_error(const json::value* id, const RpcFailure& failure) {
    if (!is_batch_ && is_of_protocol(failure)) {
      status_ = failure.code == RpcCode::invalid_request ? http_bad_request : http_server_error;
    }
    out_ += "{\"error\":{\"code\":";
    out_ += std::to_string(static_cast<std::int32_t>(failure.code));
    out_ += ",\"message\":";
    JsonWriter(out_).text(failure.message);
    out_ += "},\"id\":";
    write_id(id);
    out_ += ",\"jsonrpc\":\"2.0\"}\n";
  }

  LotusRpc& rpc_;
  State& node_;
  std::optional<TokenBucket> request_tokens_;
  RpcArguments arguments_;
  std::string out_;
  int status_ = http_ok;
  bool is_batch_ = false;
};

LotusRpc::LotusRpc(const Chain& chain, const NodeOptions& options)
    : state_(std::make_unique<State>(chain.state_->ledger, options)),
      counters_(rpc_methods().size()) {}

LotusRpc::~LotusRpc() = default;

RpcAnswer LotusRpc::answer(std::string_view body) {
  if (state_->requests && !state_->requests->take(1, state_->ledger.now())) {
    return {http_too_many_requests, ""};
  }
  state_->view.follow();
  return Session(*this).run(body);
}

void LotusRpc::look(const Sight& sight) {
  state_->view.look(sight);
}

void LotusRpc::count(std::size_t method) {
  std::uint64_t*& counter = counters_[method];
  if (counter == nullptr) counter = &calls_[std::string(rpc_methods()[method].name)];
  ++*counter;
}

}  // namespace mock
