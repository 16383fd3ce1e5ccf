#include "evm/one_endpoint.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace mock {
namespace json = boost::json;
namespace {

bool is_for_evm(const json::value& request) {
  return request.is_object() && is_evm_method(text_in(request.get_object(), "method"));
}

}  // namespace

RpcAnswer OneEndpoint::answer(std::string_view body) {
  boost::system::error_code failure;
  const auto request = json::parse(body, failure);
  if (failure) return filecoin_.answer(body);
  const json::array* batch = request.if_array();
  const bool has_evm = batch == nullptr ? is_for_evm(request)
                                        : std::any_of(batch->begin(), batch->end(), is_for_evm);
  if (!has_evm) return filecoin_.answer(body);
  // What cannot be taken in now is by the next call.
  (void)link_.follow();
  // At which epoch a block is must not change once somebody was told.
  link_.commit();
  if (batch == nullptr) return {200, json::serialize(answer_one(request))};
  json::array answers;
  for (const json::value& each : *batch) answers.push_back(answer_one(each));
  return {200, json::serialize(answers)};
}

json::value OneEndpoint::answer_one(const json::value& request) {
  if (!is_for_evm(request)) {
    boost::system::error_code failure;
    auto answer = json::parse(filecoin_.answer(json::serialize(request)).body, failure);
    return failure ? json::value(nullptr) : answer;
  }
  const json::object& call = request.get_object();
  const json::value* params = call.if_contains("params");
  json::object response = link_.front().respond(
      text_in(call, "method"),
      params != nullptr && params->is_array() ? params->get_array() : json::array());
  const json::value* id = call.if_contains("id");
  response["id"] = id == nullptr ? json::value(nullptr) : *id;
  return response;
}

}  // namespace mock
