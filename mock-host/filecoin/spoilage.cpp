#include "filecoin/spoilage.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace mock {

namespace {

namespace json = boost::json;

constexpr int ok = 200;
constexpr int server_error = 500;
constexpr int too_many_requests = 429;
constexpr const char* page =
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
    "<body><h1>502 Bad Gateway</h1></body></html>";

void change_id(json::value& reply) {
  json::object* object = reply.if_object();
  json::value* id = object == nullptr ? nullptr : object->if_contains("id");
  if (id == nullptr) return;
  // Far away from every id that is in use.
  constexpr std::int64_t away = std::int64_t{1} << 40U;
  *id = id->is_int64() ? json::value(id->get_int64() + away) : json::value("other");
}

/// The answer with its JSON changed; what is no JSON stays as it is.
template <class Change>
RpcAnswer rewritten(RpcAnswer answer, const Change& change) {
  json::error_code failure;
  json::value parsed = json::parse(answer.body, failure);
  if (failure) return answer;
  change(parsed);
  answer.body = json::serialize(parsed);
  return answer;
}

}  // namespace

RpcAnswer spoiled(Spoilage how, RpcAnswer answer) {
  switch (how) {
    case Spoilage::html: return {ok, page};
    case Spoilage::empty: return {ok, ""};
    case Spoilage::truncated: answer.body.resize(answer.body.size() / 2); return answer;
    case Spoilage::wrong_ids:
      return rewritten(std::move(answer), [](json::value& parsed) {
        if (!parsed.is_array()) return change_id(parsed);
        for (json::value& reply : parsed.get_array()) change_id(reply);
      });
    case Spoilage::reordered:
      return rewritten(std::move(answer), [](json::value& parsed) {
        if (parsed.is_array()) std::reverse(parsed.get_array().begin(), parsed.get_array().end());
      });
    case Spoilage::server_error: return {server_error, page};
    case Spoilage::too_many: return {too_many_requests, ""};
    case Spoilage::lost: break;
  }
  return {no_answer, ""};
}

}  // namespace mock
