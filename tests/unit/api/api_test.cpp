#include "adapters/api/api.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <random>

#include "front.h"

using raas::testing::Front;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(api)

BOOST_AUTO_TEST_CASE(index_lists_every_route_and_each_can_be_asked) {
  Front front;
  front.placed(raas::testing::cid_a);
  const auto reply = front.get("/");
  BOOST_TEST(reply.status == 200U);
  const auto& routes = reply.at("/routes").as_array();
  BOOST_TEST(routes.size() == 14U);
  for (const auto& route : routes) {
    std::string path(route.at("path").as_string());
    if (const auto id = path.find("{id}"); id != std::string::npos) path.replace(id, 4, "1");
    const auto status = front.ask(route.at("method").as_string(), path, "{}").status;
    BOOST_TEST((status != 404U && status != 405U), path);
  }
}

BOOST_AUTO_TEST_CASE(unknown_path_is_answered_with_the_routes) {
  Front front;
  for (const auto* path :
       {"/x", "/jobs/", "/jobs/1/", "/jobs/1/pause/", "/jobs/1/stop", "//", "/Jobs", "/jobs//pause",
        "/jobs/1/2/3/4", "/healthz/", "/%2e%2e/etc/passwd", "/jobs%2f1/x/y"}) {
    const auto reply = front.get(path);
    BOOST_TEST(reply.status == 404U, path);
    BOOST_TEST(reply.at("/routes").as_array().size() == 14U);
  }
}

BOOST_AUTO_TEST_CASE(wrong_method_is_answered_with_the_right_ones) {
  Front front;
  const auto allow = [&](std::string_view method, std::string_view path) {
    const auto reply = front.ask(method, path);
    BOOST_TEST(reply.status == 405U);
    return reply.header("Allow");
  };
  BOOST_TEST(allow("POST", "/jobs/1") == "GET, HEAD, PATCH, DELETE");
  BOOST_TEST(allow("GET", "/register_jobs") == "POST");
  BOOST_TEST(allow("HEAD", "/register_jobs") == "POST");
  BOOST_TEST(allow("PUT", "/metrics") == "GET, HEAD");
  BOOST_TEST(allow("get", "/metrics") == "GET, HEAD");
  BOOST_TEST(allow("", "/") == "GET, HEAD");
}

BOOST_AUTO_TEST_CASE(head_is_get_without_a_body) {
  Front front;
  const auto head = front.ask("HEAD", "/healthz");
  BOOST_TEST(head.status == 200U);
  BOOST_TEST(head.body.empty());
  BOOST_TEST(head.header("Content-Type") == "application/json");
}

BOOST_AUTO_TEST_CASE(malformed_targets_are_refused) {
  Front front;
  for (const auto* target : {"", "jobs", "?x=1", "/%", "/%4", "/%zz", "/jobs/%00", "/%ff", "/a b",
                             "/\x7f", "/\xc3\xa9", "http://x/jobs"}) {
    BOOST_TEST(front.get(target).status == 400U, target);
  }
  BOOST_TEST(front.get("/jobs\0"s).status == 400U);
  BOOST_TEST(front.get("/" + std::string(8191, 'x')).status == 404U);
  BOOST_TEST(front.get("/" + std::string(8192, 'x')).status == 414U);
  BOOST_TEST(front.get("/%6aobs").status == 200U);
}

BOOST_AUTO_TEST_CASE(health_is_200_or_503_with_reasons) {
  Front front;
  const auto healthy = front.get("/healthz");
  BOOST_TEST(healthy.status == 200U);
  BOOST_TEST(healthy.at("/status").as_string() == "ok");
  BOOST_TEST(healthy.at("/tip_epoch").as_int64() == 4'999'100);
  BOOST_TEST(healthy.at("/last_pump_at").as_string() == "2025-05-27T00:40:00Z");

  front.desk.state.store_ok = false;
  front.desk.state.because = "disk full";
  const auto sick = front.get("/healthz");
  BOOST_TEST(sick.status == 503U);
  BOOST_TEST(sick.at("/reasons").as_array().size() == 2U);

  Front untrusting;
  untrusting.desk.state.chain_trusted = false;
  BOOST_TEST(untrusting.get("/healthz").status == 503U);
  Front explaining;
  explaining.desk.state.because = "no pump for 10 minutes";
  BOOST_TEST(explaining.get("/healthz").at("/reasons/0").as_string() == "no pump for 10 minutes");
}

BOOST_AUTO_TEST_CASE(metrics_are_text) {
  Front front;
  front.desk.samples = {{"raas_jobs", "Jobs", false, {{"", 1}}}};
  const auto reply = front.get("/metrics");
  BOOST_TEST(reply.status == 200U);
  BOOST_TEST(reply.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  BOOST_TEST(reply.body == "# HELP raas_jobs Jobs\n# TYPE raas_jobs gauge\nraas_jobs 1\n");
}

// Whatever comes, an answer goes back that is an HTTP answer with well-formed JSON or text
// (Front::ask parses it), and no job comes of it.
BOOST_AUTO_TEST_CASE(random_requests_are_answered) {
  std::mt19937_64 random(6);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::array<std::string, 8> methods = {"GET",  "POST", "PATCH", "DELETE",
                                              "HEAD", "PUT",  "",      "\xff"};
  const std::array<std::string, 9> targets = {
      "/register_jobs", "/api/register_job",     "/jobs", "/jobs/1", "/jobs/1/pause", "/why?cid=",
      "/healthz",       "/api/deal_status?cid=", "/"};
  const std::array<std::string, 4> types = {"application/json", "application/x-www-form-urlencoded",
                                            "multipart/form-data; boundary=x", "\"\xff;="};
  const std::string alphabet = R"({}[]",:\u0123-.eE+&=%abcidntrue )"
                               "\r\n\t\xff\xc3\x00-x;"s;
  const auto text = [&](std::size_t size_max) {
    std::string bytes(below(size_max), '\0');
    for (char& byte : bytes) {
      byte = below(8) == 0 ? static_cast<char>(random()) : alphabet[below(alphabet.size())];
    }
    return bytes;
  };
  Front front;
  for (int round = 0; round < 20'000; ++round) {
    auto target = below(20) == 0 ? text(20) : targets[below(targets.size())];
    if (below(2) == 0) target += "?" + text(20);
    const auto type = below(10) == 0 ? text(30) : types[below(types.size())];
    const auto reply = front.ask(methods[below(methods.size())], target, text(60), type);
    BOOST_TEST_REQUIRE((reply.status >= 200U && reply.status < 600U));
  }
  BOOST_TEST(front.desk.kept.empty());
}

BOOST_AUTO_TEST_CASE(random_changes_of_good_orders_are_answered) {
  std::mt19937_64 random(7);
  const auto good = raas::testing::order(
      R"("client":"a","replication":{"copies":3},"renewal":{"threshold_epochs":20000},)"
      R"("end_date":"2030-01-01","providers":{"excluded":["f01"]},"verified":false)");
  Front front;
  std::size_t taken = 0;
  for (int round = 0; round < 10'000; ++round) {
    auto body = good;
    for (auto changes = 1 + random() % 2; changes > 0; --changes) {
      const auto at = random() % body.size();
      switch (random() % 3) {
        case 0: body[at] = static_cast<char>(random()); break;
        case 1: body.erase(at, 1 + random() % 4); break;
        default: body.insert(at, 1, body[random() % body.size()]); break;
      }
    }
    const auto status = front.place(body).status;
    BOOST_TEST_REQUIRE((status == 201U || status == 200U || status == 400U));
    if (status != 400U) ++taken;
  }
  BOOST_TEST(taken > 0U);
  for (const auto& [id, status] : front.desk.kept) {
    BOOST_TEST_REQUIRE((status.job.terms.copies_target >= 1U && !status.job.payload.empty()));
  }
}

BOOST_AUTO_TEST_CASE(copies_that_the_feed_guard_holds_back_are_released) {
  Front front;
  front.desk.held_back = 7;
  const auto released = front.ask("POST", "/release");
  BOOST_TEST(released.status == 200U);
  BOOST_TEST(released.at("/copies_released").as_int64() == 7);
  BOOST_TEST(front.get("/release").status == 405U);

  front.desk.trouble = raas::Error{raas::Code::unavailable, "the disk is full"};
  BOOST_TEST(front.ask("POST", "/release").status == 503U);
}

BOOST_AUTO_TEST_SUITE_END()
