#include "front.h"

#include <boost/test/unit_test.hpp>

namespace raas::testing {

std::string Reply::header(std::string_view name) const {
  for (const auto& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

std::string Reply::error() const {
  const auto* object = json.if_object();
  const auto* text = object == nullptr ? nullptr : object->if_contains("error");
  return text == nullptr ? std::string() : std::string(text->as_string());
}

Reply Front::ask(std::string_view method, std::string_view target, std::string_view body,
                 std::string_view media_type) {
  ApiRequest request{.method = method, .target = target, .headers = {}, .body = body};
  request.headers.push_back({"Content-Type", media_type});
  auto response = Api(desk, limits).handle(request);
  Reply reply{response.status, std::move(response.body), {}, std::move(response.headers)};
  if (reply.header("Content-Type") == "application/json" && !reply.body.empty()) {
    BOOST_TEST_REQUIRE(reply.body.back() == '\n');
    reply.json = boost::json::parse(reply.body);
  }
  return reply;
}

JobId Front::placed(std::string_view cid, std::string_view client) {
  const auto body = boost::json::serialize(boost::json::object{
      {"cid", std::string(cid).c_str()}, {"client", std::string(client).c_str()}});
  const auto reply = place(body);
  BOOST_TEST_REQUIRE(reply.status == 201U, reply.body);
  return reply.at("/jobs/0/id").to_number<JobId>();
}

std::string order(std::string_view members) {
  std::string text = R"({"cid":")" + std::string(cid_a) + '"';
  if (!members.empty()) text += "," + std::string(members);
  return text + "}";
}

}  // namespace raas::testing
