#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

struct Serving : Bench {
  Serving() { plugin.begin(); }
  raas_api_request request(std::string_view method, std::string_view target) const {
    raas_api_request request{};
    request.struct_size = sizeof request;
    request.method = str(method);
    request.target = str(target);
    request.now = host.now();
    return request;
  }
};

bool is_4xx(const ApiAnswer& answer) {
  return answer.returned == RAAS_OK && answer.status >= 400 && answer.status < 500;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(handle)

BOOST_AUTO_TEST_CASE(bad_orders_are_refused_with_a_reason) {
  using namespace std::string_view_literals;
  Serving bench;
  const std::string cid(some_cid);
  const std::string bodies[] = {
      "",
      "{",
      "null",
      "[]",
      "3",
      "{}",
      R"({"cid":3})",
      R"({"cid":"x"})",
      R"({"cid":""})",
      R"({"cid":"bafk\u0000rei"})",
      "{\"cid\":\"" + cid + "\xff\"}",
      R"({"cid":")" + cid + R"(","replication":{"copies_target":-1}})",
      R"({"cid":")" + cid + R"(","replication":{"copies_target":"3"}})",
      R"({"cid":")" + cid + R"(","replication":{"copies_target":1e99}})",
      R"({"cid":")" + cid + R"(","replication":3})",
      R"({"cid":")" + cid + R"(","surprise":1})",
      R"({"cid":")" + cid + R"(","client":"a\u0000b"})",
      R"({"cid":")" + cid + R"(","deal_duration_epochs":-5})",
      std::string("{\"cid\":\"\0\"}"sv),
      std::string(100'000, '['),
  };
  for (const std::string& body : bodies) {
    const ApiAnswer answer = bench.plugin.ask("POST", "/register_jobs", body);
    BOOST_TEST(is_4xx(answer), body.substr(0, 80) << " gives " << answer.status);
    BOOST_TEST(has(answer.body, "error"), answer.body);
  }
  BOOST_TEST(count_of(bench.plugin.ask("GET", "/jobs").body, "\"cid_canonical\"") == 0U);
}

BOOST_AUTO_TEST_CASE(body_of_ten_megabytes_is_too_large) {
  Serving bench;
  const std::string body(10'000'000, ' ');
  BOOST_TEST(bench.plugin.ask("POST", "/register_jobs", body).status == 413U);
  BOOST_TEST(bench.plugin.ask("POST", "/api/register_job", body).status == 413U);
}

BOOST_AUTO_TEST_CASE(unknown_path_is_404_and_wrong_method_405) {
  Serving bench;
  for (const char* const path : {"/nothing", "/jobs/1", "/jobs//", "/register_jobs/"}) {
    BOOST_TEST(bench.plugin.ask("GET", path).status == 404U, path);
  }
  const ApiAnswer wrong = bench.plugin.ask("GET", "/register_jobs");
  BOOST_TEST(wrong.status == 405U);
  BOOST_TEST(std::any_of(wrong.headers.begin(), wrong.headers.end(), [](const auto& header) {
    return header.first == "Allow" && header.second == "POST";
  }));
}

BOOST_AUTO_TEST_CASE(odd_methods_and_targets_are_answers_too) {
  using namespace std::string_view_literals;
  Serving bench;
  for (const auto target : {""sv, "jobs"sv, "/%"sv, "/%00"sv, "/jobs\0"sv, "/jobs?limit=-1"sv,
                            "/jobs?limit=x"sv, "/jobs/-1"sv, "/jobs/99999999999999999999"sv,
                            "/why?cid=\xff"sv, "/why"sv, "/api/deal_status?cid=x"sv}) {
    BOOST_TEST(is_4xx(bench.plugin.ask("GET", target)), target);
  }
  BOOST_TEST(is_4xx(bench.plugin.ask("", "/jobs")));
  BOOST_TEST(is_4xx(bench.plugin.ask("get", "/jobs")));
  BOOST_TEST(is_4xx(bench.plugin.ask("GET", "/" + std::string(1'000'000, 'a'))));
}

BOOST_AUTO_TEST_CASE(no_headers_is_fine_unless_they_are_counted) {
  Serving bench;
  raas_api_response response{};
  raas_api_request request = bench.request("GET", "/jobs");
  BOOST_TEST(bench.plugin.handle(request, response) == RAAS_OK);
  BOOST_TEST(response.status == 200U);
  request.header_count = 1;
  BOOST_TEST(bench.plugin.handle(request, response) == RAAS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(malformed_structs_are_refused) {
  Serving bench;
  const raas_api_request good = bench.request("GET", "/jobs");
  const auto refused = [&](auto&& change) {
    raas_api_request request = good;
    change(request);
    raas_api_response response{};
    return bench.plugin.handle(request, response) == RAAS_E_INVALID;
  };
  const raas_header header{str("Content-Type"), {nullptr, 4}};
  BOOST_TEST(refused([](raas_api_request& r) { r.struct_size -= 1; }));
  BOOST_TEST(refused([](raas_api_request& r) { r.method = {nullptr, 3}; }));
  BOOST_TEST(refused([](raas_api_request& r) { r.target = {nullptr, 3}; }));
  BOOST_TEST(refused([](raas_api_request& r) { r.body = {nullptr, 3}; }));
  BOOST_TEST(refused([](raas_api_request& r) { r.now.struct_size = 0; }));
  BOOST_TEST(refused([&](raas_api_request& r) {
    r.headers = &header;
    r.header_count = 1;
  }));
}

BOOST_AUTO_TEST_CASE(answer_lives_until_the_next_call) {
  Serving bench;
  bench.place();
  raas_api_response response{};
  BOOST_TEST(bench.plugin.handle(bench.request("GET", "/jobs"), response) == RAAS_OK);
  const std::string body = text_of(response.body);
  BOOST_TEST(has(body, some_cid));
  std::string junk(body.size(), 'x');  // what is freed would be used again here
  BOOST_TEST(text_of(response.body) == body);
  for (std::size_t i = 0; i < response.header_count; ++i) {
    BOOST_TEST(response.headers[i].name.len != 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
