#include <boost/test/unit_test.hpp>

#include "front.h"

using raas::testing::Front;
using raas::testing::Reply;
using namespace std::string_literals;

namespace {

const std::string cid(raas::testing::cid_a);
constexpr auto urlencoded = "application/x-www-form-urlencoded";

Reply post(Front& front, const std::string& body, std::string_view type = urlencoded) {
  return front.ask("POST", "/api/register_job", body, type);
}

std::string part(const std::string& name, const std::string& value) {
  return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

Reply post_multipart(Front& front, const std::string& body, const std::string& boundary = "xyz") {
  return post(front, body, "multipart/form-data; boundary=" + boundary);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flat_order)

BOOST_AUTO_TEST_CASE(same_order_is_read_from_all_three_encodings) {
  const auto json = R"({"cid":")" + cid +
                    R"(","endDate":"2030-01-01","jobType":"all","replicationTarget":"3",)"
                    R"("aggregator":"lighthouse","epochs":20000})";
  const auto form = "cid=" + cid +
                    "&endDate=2030-01-01&jobType=all&replicationTarget=3&aggregator=light+house%21"
                    "&epochs=20000";
  const auto parts = part("cid", cid) + part("endDate", "2030-01-01") + part("jobType", "all") +
                     part("replicationTarget", "3") + part("aggregator", "") +
                     part("epochs", "20000") + "--xyz--\r\n";
  Front fronts[3];
  BOOST_TEST(post(fronts[0], json, "application/json").status == 201U);
  BOOST_TEST(post(fronts[1], form).status == 201U);
  BOOST_TEST(post_multipart(fronts[2], parts).status == 201U);
  for (Front& front : fronts) {
    BOOST_TEST_REQUIRE(front.desk.kept.size() == 1U);
    const auto& terms = front.job(1).terms;
    BOOST_TEST(terms.copies_min == 3U);
    BOOST_TEST(terms.copies_target == 3U);
    BOOST_TEST(terms.copies_max == 3U);
    BOOST_TEST(terms.renew_below_epochs == 20000);
    BOOST_TEST(terms.repair_after_epochs == 20000);
    BOOST_TEST(terms.end_epoch == (1893456000 - 1598306400) / 30);
  }
}

BOOST_AUTO_TEST_CASE(answer_is_a_message) {
  Front front;
  const auto reply = post(front, "cid=" + cid);
  BOOST_TEST(reply.status == 201U);
  BOOST_TEST(reply.at("/message").as_string() == "job 1 created for " + cid);
  BOOST_TEST(reply.at("/id").as_int64() == 1);
  BOOST_TEST(post(front, "cid=" + cid).at("/message").as_string() == "job 1 unchanged for " + cid);
}

BOOST_AUTO_TEST_CASE(job_type_chooses_what_is_done) {
  struct Case {
    const char* type;
    bool replicate, renew, repair;
  };
  for (const Case& expected :
       {Case{"all", true, true, true}, Case{"replication", true, false, false},
        Case{"renew", false, true, false}, Case{"repair", false, false, true}}) {
    Front front;
    BOOST_TEST(post(front, "cid=" + cid + "&jobType=" + expected.type).status == 201U);
    const auto& terms = front.job(1).terms;
    BOOST_TEST(terms.replicate == expected.replicate);
    BOOST_TEST(terms.renew == expected.renew);
    BOOST_TEST(terms.repair == expected.repair);
  }
  Front front;
  BOOST_TEST(post(front, "cid=" + cid + "&jobType=ALL").error() ==
             "/jobType: found \"ALL\", expected all, replication, renew or repair");
}

BOOST_AUTO_TEST_CASE(epochs_mean_what_the_type_is_about) {
  const auto terms_of = [](const std::string& fields) {
    Front front;
    BOOST_TEST(post(front, "cid=" + cid + fields).status == 201U);
    return front.job(1).terms;
  };
  const raas::Terms defaults;
  const auto repair = terms_of("&jobType=repair&epochs=4");
  BOOST_TEST(repair.repair_after_epochs == 4);
  BOOST_TEST(repair.renew_below_epochs == defaults.renew_below_epochs);
  const auto renew = terms_of("&jobType=renew&epochs=20000");
  BOOST_TEST(renew.renew_below_epochs == 20000);
  BOOST_TEST(renew.repair_after_epochs == defaults.repair_after_epochs);
}

BOOST_AUTO_TEST_CASE(renewal_threshold_is_raised_to_the_least_and_the_message_says_so) {
  for (const auto& [epochs, raised] : {std::pair{17279, true}, {17280, false}, {17281, false}}) {
    Front front;
    const auto reply = post(front, "cid=" + cid + "&jobType=all&epochs=" + std::to_string(epochs));
    const std::string message(reply.at("/message").as_string());
    BOOST_TEST((message.find("renewal begins 17280 epochs") != std::string::npos) == raised);
    BOOST_TEST(front.job(1).terms.renew_below_epochs == std::max(17280, epochs));
    BOOST_TEST(front.job(1).terms.repair_after_epochs == epochs);
  }
}

BOOST_AUTO_TEST_CASE(empty_fields_are_as_absent) {
  Front front;
  const auto body = "cid=" + cid + "&endDate=&jobType=&replicationTarget=&aggregator=&epochs=";
  BOOST_TEST(post(front, body).status == 201U);
  BOOST_TEST((front.job(1).terms == front.desk.terms));
  const auto nulls = R"({"cid":")" + cid + R"(","endDate":null,"epochs":null})";
  BOOST_TEST(post(front, nulls, "application/json").status == 201U);
  BOOST_TEST((front.job(1).terms == front.desk.terms));
}

BOOST_AUTO_TEST_CASE(wrong_fields_are_refused) {
  Front front;
  for (const auto& fields : std::vector<std::string>{"&replicationTarget=0",
                                                     "&replicationTarget=-1",
                                                     "&replicationTarget=101",
                                                     "&replicationTarget=2.0",
                                                     "&replicationTarget=two",
                                                     "&epochs=0",
                                                     "&epochs=-4",
                                                     "&epochs=99999999999999999999",
                                                     "&endDate=yesterday",
                                                     "&endDate=2020-01-01",
                                                     "&x=1",
                                                     "&cid=" + cid,
                                                     "&epochs=%",
                                                     "&epochs=%4",
                                                     "&epochs=%zz",
                                                     "&client=%00",
                                                     "&client=%ff",
                                                     "&=1",
                                                     "&client=a b",
                                                     "&client=\xc3\xa9"}) {
    const auto reply = post(front, "cid=" + cid + fields);
    BOOST_TEST(reply.status == 400U, fields);
    BOOST_TEST(!reply.error().empty(), fields);
  }
  for (const std::string body : {"", "cid=", "cid", "epochs=20000", "cid=hello"}) {
    BOOST_TEST(post(front, body).status == 400U, body);
  }
  for (const std::string body : {"[]", "17", "{\"cid\":[]}", "{\"cid\":true}", "{\"cid\":1.5}"}) {
    BOOST_TEST(post(front, body, "application/json").status == 400U, body);
  }
  BOOST_TEST(front.desk.kept.empty());
}

BOOST_AUTO_TEST_CASE(multipart_is_read_in_its_usual_shapes) {
  const auto ok = [](const std::string& body, const std::string& boundary = "xyz") {
    Front front;
    const auto reply = post_multipart(front, body, boundary);
    BOOST_TEST(reply.status == 201U, reply.body);
  };
  ok(part("cid", cid) + "--xyz--\r\n");
  ok(part("cid", cid) + "--xyz--");
  ok(part("cid", cid) + "--xyz--\r\n", "\"xyz\"");
  ok("--xyz\r\ncontent-disposition:form-data;name=cid\r\nContent-Type: text/plain; charset=utf-8"
     "\r\n\r\n" +
     cid + "\r\n--xyz--");
  ok("--a/b'()+_,-.:=?\r\nContent-Disposition: form-data; name=\"cid\"\r\n\r\n" + cid +
         "\r\n--a/b'()+_,-.:=?--",
     "\"a/b'()+_,-.:=?\"");
  const std::string longest(70, 'x');
  ok("--" + longest + "\r\nContent-Disposition: form-data; name=\"cid\"\r\n\r\n" + cid + "\r\n--" +
         longest + "--",
     longest);
}

BOOST_AUTO_TEST_CASE(malformed_multipart_is_refused) {
  Front front;
  const auto good = part("cid", cid) + "--xyz--\r\n";
  for (std::size_t size = 0; size + 2 < good.size(); ++size) {
    BOOST_TEST_REQUIRE(post_multipart(front, good.substr(0, size)).status == 400U);
  }
  for (const auto& body : std::vector<std::string>{
           "preamble\r\n" + good, good + "epilogue",
           part("cid", cid) + part("cid", cid) + "--xyz--", "--xyz--",
           "--xyz\n\n" + cid + "\n--xyz--", "--xyz\r\n\r\n" + cid + "\r\n--xyz--",
           "--xyz\r\nContent-Disposition: form-data\r\n\r\n" + cid + "\r\n--xyz--",
           "--xyz\r\nContent-Disposition: attachment; name=\"cid\"\r\n\r\n" + cid + "\r\n--xyz--",
           "--xyz\r\nContent-Disposition: form-data; name=\"cid\"; filename=\"a\"\r\n\r\n" + cid +
               "\r\n--xyz--",
           "--xyz\r\nContent-Disposition: form-data; name=\"cid\"; name=\"x\"\r\n\r\n" + cid +
               "\r\n--xyz--",
           "--xyz\r\nContent-Disposition: form-data; name=\"cid\"\r\nContent-Transfer-Encoding: "
           "base64"
           "\r\n\r\n" +
               cid + "\r\n--xyz--",
           "--xyz\r\nno colon\r\n\r\n" + cid + "\r\n--xyz--",
           part("cid", cid + "\r\n--xyzzy") + "--xyz--", part("cid", cid + "\r\n") + "--xyz--",
           part("cid", "a\0b"s) + "--xyz--", part("client", "\xff") + "--xyz--",
           part("client", std::string(5000, 'x')) + "--xyz--",
           part(std::string(2000, 'x'), "1") + "--xyz--"}) {
    BOOST_TEST(post_multipart(front, body).status == 400U, body);
  }
  for (const std::string boundary : {"", "other", "\"\"", "\"xyz \"", "\"x\x01y\"", "\"xyz"}) {
    BOOST_TEST(post_multipart(front, good, boundary).status >= 400U, boundary);
  }
  BOOST_TEST(post_multipart(front, good, std::string(71, 'x')).status == 400U);
  BOOST_TEST(post(front, good, "multipart/form-data").status == 400U);
  BOOST_TEST(front.desk.kept.empty());
}

BOOST_AUTO_TEST_CASE(number_of_fields_is_limited) {
  Front front;
  std::string body;
  for (int at = 0; at < 65; ++at) body += "f" + std::to_string(at) + "=1&";
  BOOST_TEST(post(front, body).error() == "body: found too many values, expected at most 64");
  BOOST_TEST(post(front, "cid=" + cid, "text/plain").status == 415U);
}

BOOST_AUTO_TEST_SUITE_END()
