#include <boost/test/unit_test.hpp>

#include "front.h"

using raas::testing::Front;

namespace {

/// Two clients' jobs for the same data, whose decisions alternate: seq 1 to @p count.
void fill(Front& front, std::uint64_t count) {
  front.placed(raas::testing::cid_a, "a");
  front.placed(raas::testing::cid_a, "b");
  for (std::uint64_t seq = 1; seq <= count; ++seq) {
    raas::HistoryEntry entry;
    entry.seq = seq;
    entry.job = 1 + seq % 2;
    entry.unix_ms = 1748306400000;
    entry.epoch = 5'000'000;
    entry.tip = 4'999'000;
    entry.event = "action_planned";
    entry.because = "1 copy of 3";
    entry.inputs = R"({"copies":1})";
    front.desk.entries.push_back(entry);
  }
}

std::string seqs(const raas::testing::Reply& reply) {
  std::string text;
  for (const auto& entry : reply.at("/decisions").as_array()) {
    text += std::to_string(entry.at("seq").to_number<int>()) + " ";
  }
  return text;
}

const std::string by_cid = "/why?cid=" + std::string(raas::testing::cid_a_v0);

}  // namespace

BOOST_AUTO_TEST_SUITE(why)

BOOST_AUTO_TEST_CASE(decision_comes_with_reason_inputs_and_times) {
  Front front;
  fill(front, 1);
  const auto reply = front.get("/why?job=2");
  BOOST_TEST(reply.status == 200U);
  BOOST_TEST(reply.at("/decisions/0/event").as_string() == "action_planned");
  BOOST_TEST(reply.at("/decisions/0/because").as_string() == "1 copy of 3");
  BOOST_TEST(reply.at("/decisions/0/inputs/copies").as_int64() == 1);
  BOOST_TEST(reply.at("/decisions/0/epoch").as_int64() == 5'000'000);
  BOOST_TEST(reply.at("/decisions/0/tip_epoch").as_int64() == 4'999'000);
  BOOST_TEST(reply.at("/decisions/0/time").as_string() == "2025-05-27T00:40:00Z");
}

BOOST_AUTO_TEST_CASE(decisions_of_all_jobs_of_the_data_come_newest_first) {
  Front front;
  fill(front, 5);
  const auto reply = front.get(by_cid);
  BOOST_TEST(seqs(reply) == "5 4 3 2 1 ");
  BOOST_TEST(reply.at("/next_before").is_null());
  BOOST_TEST(boost::json::serialize(reply.at("/jobs")) == "[1,2]");
}

BOOST_AUTO_TEST_CASE(pages_follow_each_other_without_gap) {
  Front front;
  fill(front, 5);
  const auto first = front.get(by_cid + "&limit=2");
  BOOST_TEST(seqs(first) == "5 4 ");
  BOOST_TEST(first.at("/next_before").as_int64() == 4);
  BOOST_TEST(seqs(front.get(by_cid + "&limit=2&before=4")) == "3 2 ");
  const auto last = front.get(by_cid + "&limit=2&before=2");
  BOOST_TEST(seqs(last) == "1 ");
  BOOST_TEST(last.at("/next_before").is_null());
  BOOST_TEST(front.get(by_cid + "&limit=5").at("/next_before").is_null());
}

BOOST_AUTO_TEST_CASE(inputs_that_are_no_json_are_given_as_text) {
  Front front;
  fill(front, 2);
  front.desk.entries[0].inputs = "{broken \xff";
  front.desk.entries[1].inputs.clear();
  const auto reply = front.get(by_cid);
  BOOST_TEST(reply.at("/decisions/0/inputs").as_object().empty());
  BOOST_TEST(reply.at("/decisions/1/inputs").as_string() == "{broken \xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(wrong_questions_are_refused) {
  Front front;
  fill(front, 1);
  const std::string cid(raas::testing::cid_a);
  for (const std::string query :
       {"", "?cid=", "?cid=hello", "?job=0", "?job=x", "?job=-1", "?job=1&limit=0",
        "?job=1&limit=101", "?job=1&before=0", "?job=1&x=1"}) {
    BOOST_TEST(front.get("/why" + query).status == 400U, query);
  }
  BOOST_TEST(front.get("/why?job=1&cid=" + cid).status == 400U);
  BOOST_TEST(front.get("/why?job=1&request=1").status == 400U);
  BOOST_TEST(front.get("/why?request=0").status == 400U);
  BOOST_TEST(front.get("/why?request=7").status == 404U);
  BOOST_TEST(front.get("/why?job=3").status == 404U);
  BOOST_TEST(front.get("/why?cid=" + std::string(raas::testing::cid_b)).status == 404U);
  front.desk.trouble = raas::Error(raas::Code::unavailable, "store: busy");
  BOOST_TEST(front.get("/why?job=1").status == 503U);
}

BOOST_AUTO_TEST_CASE(refused_request_is_told_with_its_reason_though_it_has_no_job) {
  Front front;
  raas::ContractRequest request;
  request.contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
  request.id = 17;
  request.payload = raas::Cid::parse(raas::testing::cid_b).value();
  request.height = 5'000'000;
  request.refusal = "request 17: renew: found 0, expected 1 to 1555199";
  front.desk.requests.push_back({.request = request, .reports = {}});
  for (const std::string& query :
       {std::string("?request=17"), "?cid=" + std::string(raas::testing::cid_b)}) {
    const auto reply = front.get("/why" + query);
    BOOST_TEST(reply.status == 200U);
    BOOST_TEST(boost::json::serialize(reply.at("/jobs")) == "[]");
    BOOST_TEST(reply.at("/requests/0/request").to_number<int>() == 17);
    BOOST_TEST(reply.at("/requests/0/state").as_string() == "refused");
    BOOST_TEST(reply.at("/requests/0/because").as_string() == request.refusal);
    BOOST_TEST(reply.at("/requests/0/submitted_epoch").as_int64() == 5'000'000);
  }
}

BOOST_AUTO_TEST_CASE(request_of_a_job_comes_with_its_decisions_and_its_reports) {
  Front front;
  fill(front, 4);
  raas::ContractRequest request;
  request.contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
  request.id = 3;
  request.payload = raas::Cid::parse(raas::testing::cid_a).value();
  request.job = 2;
  raas::DealReport report;
  report.contract = request.contract;
  report.request = 3;
  report.deal = 77;
  report.provider = 1000;
  report.state = raas::ReportState::refused;
  report.because = "podsi: aggregate size";
  front.desk.requests.push_back({.request = request, .reports = {report}});

  const auto reply = front.get("/why?request=3");
  BOOST_TEST(seqs(reply) == "3 1 ");
  BOOST_TEST(reply.at("/requests/0/state").as_string() == "kept");
  BOOST_TEST(reply.at("/requests/0/job").to_number<int>() == 2);
  BOOST_TEST(reply.at("/requests/0/reports/0/deal").to_number<int>() == 77);
  BOOST_TEST(reply.at("/requests/0/reports/0/provider").as_string() == "f01000");
  BOOST_TEST(reply.at("/requests/0/reports/0/state").as_string() == "refused");
  BOOST_TEST(reply.at("/requests/0/reports/0/because").as_string() == report.because);
  BOOST_TEST(front.get("/why?job=1").body.find("requests") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
