#include <boost/test/unit_test.hpp>

#include "front.h"

using raas::testing::Front;
using raas::testing::order;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(bad_body)

BOOST_AUTO_TEST_CASE(malformed_json_is_refused_with_its_place) {
  Front front;
  BOOST_TEST(front.place(R"({"cid":)").error().starts_with("body: malformed JSON at byte 7: "));
  for (const std::string body :
       {"", " ", "{", "}", "nul", "{cid:1}", "{'cid':1}", "[1,]", "{\"a\":1,}", "01", "+1", "NaN",
        "{} {}", "// c\n{}", "\"\\x\"", "[\"\\ud800\"]", "\xEF\xBB\xBF{}"}) {
    BOOST_TEST(front.place(body).status == 400U, body);
  }
  for (const std::string body : {"null", "true", "17", "\"text\"", "[null]", "[[]]", "[1,2]"}) {
    BOOST_TEST(front.place(body).status == 400U, body);
  }
  BOOST_TEST(front.desk.kept.empty());
}

BOOST_AUTO_TEST_CASE(truncated_order_is_refused_at_every_length) {
  Front front;
  const auto body = order(R"("replication":{"copies":3},"label":"\u00e9")");
  for (std::size_t size = 0; size < body.size(); ++size) {
    BOOST_TEST_REQUIRE(front.place(body.substr(0, size)).status == 400U);
  }
  BOOST_TEST(front.place(body).status == 201U);
}

BOOST_AUTO_TEST_CASE(name_that_comes_twice_is_refused) {
  Front front;
  BOOST_TEST(front.place(order(R"("label":"a","label":"b")")).error() ==
             "/label: found twice in one object");
  BOOST_TEST(front.place(order(R"("replication":{"copies":1,"cop\u0069es":2})")).error() ==
             "/replication/copies: found twice in one object");
  BOOST_TEST(front.place("[" + order("") + "," + order(R"("cid":"x")") + "]").error() ==
             "/1/cid: found twice in one object");
  BOOST_TEST(
      front.place("[" + order(R"("label":"a")") + "," + order(R"("label":"a","client":"b")") + "]")
          .status == 201U);
}

BOOST_AUTO_TEST_CASE(nul_in_a_text_is_refused) {
  Front front;
  BOOST_TEST(front.place(order(R"("client":"a\u0000b")")).error() ==
             "/client: found a NUL in a text");
  BOOST_TEST(front.place(order(R"("a\u0000b":1)")).error() == "/a?b: found a NUL in a name");
  BOOST_TEST(front.place(order("\"client\":\"a\0b\""s)).status == 400U);
  BOOST_TEST(front.place(order("") + '\0').status == 400U);
  BOOST_TEST(front.desk.kept.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_refused) {
  Front front;
  for (const std::string bytes :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    BOOST_TEST(front.place(order("\"client\":\"" + bytes + "\"")).status == 400U);
    BOOST_TEST(front.place(order("\"" + bytes + "\":1")).status == 400U);
  }
  BOOST_TEST(front.place(order("\"client\":\"\xe2\x82\xac\"")).status == 201U);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused) {
  Front front;
  for (const std::size_t depth : {17U, 100U, 100'000U}) {
    BOOST_TEST(front.place(std::string(depth, '[') + std::string(depth, ']')).status == 400U);
  }
  std::string objects;
  for (int depth = 0; depth < 1000; ++depth) objects += "{\"a\":";
  BOOST_TEST(front.place(objects).status == 400U);
}

BOOST_AUTO_TEST_CASE(size_of_the_body_is_limited) {
  Front front;
  const auto filled = [&](std::size_t size) {
    auto body = order("");
    return body + std::string(size - body.size(), ' ');
  };
  BOOST_TEST(front.place(filled((1U << 20U) - 1)).status == 201U);
  BOOST_TEST(front.place(filled(1U << 20U)).status == 200U);
  BOOST_TEST(front.place(filled((1U << 20U) + 1)).status == 413U);
  BOOST_TEST(front.place(std::string(10'000'000, '[')).status == 413U);
  front.limits.body_bytes_max = 20'000'000;
  BOOST_TEST(front.place(std::string(10'000'000, '1')).status == 400U);
  BOOST_TEST(front.place(order("\"label\":\"" + std::string(10'000'000, 'x') + '"')).status ==
             400U);
  BOOST_TEST(front.place(order("\"" + std::string(10'000'000, 'x') + "\":1")).body.size() < 2000U);
}

BOOST_AUTO_TEST_CASE(other_media_types_are_refused) {
  Front front;
  for (const auto* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "application/json2",
        "application/json; charset=utf-16", "application/json; charset", "json", ";"}) {
    const auto reply = front.ask("POST", "/register_jobs", order(""), type);
    BOOST_TEST(reply.status == 415U, type);
    BOOST_TEST(reply.error().starts_with("content-type: found "));
  }
  for (const auto* type : {"application/json", "Application/JSON ; charset=\"UTF-8\"",
                           "application/json;charset=utf-8;"}) {
    BOOST_TEST(front.ask("POST", "/register_jobs", order(""), type).status < 300U, type);
  }
}

BOOST_AUTO_TEST_SUITE_END()
