#include "evm/evm_node.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "evm/hex.h"

namespace mock {
namespace {

constexpr std::chrono::seconds evm_answer_time_max{20};

Refusal evm_failed(std::string_view method, const std::string& what) {
  return {RAAS_E_INTERNAL, "evm: " + std::string(method) + ": " + what};
}

}  // namespace

EvmNode::EvmNode(const std::string& url) : client_(url, evm_answer_time_max) {}

Outcome<boost::json::object> EvmNode::respond(std::string_view method, boost::json::array params) {
  const boost::json::object request = {
      {"jsonrpc", "2.0"}, {"id", next_id_++}, {"method", method}, {"params", std::move(params)}};
  const auto answer = client_.send_json("POST", "/", boost::json::serialize(request));
  if (!answer) return answer.error();
  boost::system::error_code failure;
  auto response = boost::json::parse(answer->body, failure);
  if (failure || !response.is_object()) {
    return evm_failed(method, "http status " + std::to_string(answer->status) + " without json");
  }
  return std::move(response.get_object());
}

Outcome<boost::json::value> EvmNode::call(std::string_view method, boost::json::array params) {
  auto response = respond(method, std::move(params));
  if (!response) return response.error();
  if (auto* result = response->if_contains("result")) return std::move(*result);
  const auto* error = response->if_contains("error");
  return evm_failed(method, error != nullptr && error->is_object()
                                ? text_in(error->get_object(), "message")
                                : "found neither result nor error");
}

Outcome<std::uint64_t> EvmNode::number(std::string_view method, boost::json::array params) {
  const auto result = text(method, std::move(params));
  if (!result) return result.error();
  const auto number = number_in(*result);
  if (!number) return evm_failed(method, "found \"" + *result + "\", expected a quantity");
  return *number;
}

Outcome<std::string> EvmNode::text(std::string_view method, boost::json::array params) {
  const auto result = call(method, std::move(params));
  if (!result) return result.error();
  if (!result->is_string()) return evm_failed(method, "found no text");
  return std::string(result->get_string());
}

std::string text_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace mock
