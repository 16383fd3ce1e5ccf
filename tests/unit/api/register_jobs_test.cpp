#include <boost/test/unit_test.hpp>

#include "front.h"

using raas::JobState;
using raas::Terms;
using raas::testing::Front;
using raas::testing::order;
using namespace std::string_literals;

namespace {

/// The first error of one order with @p members; empty if it was taken.
std::string refusal(std::string_view members) {
  Front front;
  const auto reply = front.place(order(members));
  BOOST_TEST(((reply.status == 400 && !reply.error().empty() && front.desk.kept.empty()) ||
              reply.status == 201));
  return reply.error();
}

Terms taken(std::string_view members) {
  Front front;
  const auto reply = front.place(order(members));
  BOOST_TEST_REQUIRE(reply.status == 201U, reply.body);
  return front.job(1).terms;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(register_jobs)

BOOST_AUTO_TEST_CASE(order_with_a_cid_alone_has_the_terms_of_the_config) {
  Front front;
  front.desk.terms.copies_min = front.desk.terms.copies_target = front.desk.terms.copies_max = 4;
  const auto reply = front.place(order(""));

  BOOST_TEST(reply.status == 201U);
  BOOST_TEST(reply.at("/jobs/0/id").as_int64() == 1);
  BOOST_TEST(reply.at("/jobs/0/outcome").as_string() == "created");
  BOOST_TEST((front.job(1).terms == front.desk.terms));
}

BOOST_AUTO_TEST_CASE(every_field_reaches_the_job) {
  Front front;
  const auto reply = front.place(order(R"("client":"ann","label":"holiday","piece_cid":")"s +
                                       std::string(raas::testing::piece_v1) +
                                       R"(","piece_size":512,
      "replication":{"copies_min":2,"copies_target":3,"copies_max":5,"enabled":false},
      "renewal":{"threshold_epochs":86400,"enabled":false},
      "repair":{"not_proven_epochs":5760,"enabled":false},
      "end_epoch":9000000,"deal_duration_epochs":1000000,"verified":true,
      "price_max_attofil_per_gib_epoch":"340282366920938463463374607431768211455",
      "providers":{"excluded":["f09","t01"],"trusted":["f04","f03","f02","f04"]})"));
  BOOST_TEST_REQUIRE(reply.status == 201U, reply.body);

  const auto& job = front.job(1);
  BOOST_TEST(job.client == "ann");
  BOOST_TEST(job.label == "holiday");
  BOOST_TEST(job.payload.text() == raas::testing::cid_a);
  BOOST_TEST(job.piece.cid.text() == raas::testing::piece_v1);
  BOOST_TEST(job.piece.padded_size == 512U);
  const Terms expected{
      .replicate = false,
      .renew = false,
      .repair = false,
      .copies_min = 2,
      .copies_target = 3,
      .copies_max = 5,
      .renew_below_epochs = 86400,
      .repair_after_epochs = 5760,
      .end_epoch = 9000000,
      .deal_duration_epochs = 1000000,
      .verified = true,
      .price_max = raas::AttoFil::parse("340282366920938463463374607431768211455").value(),
      .providers_excluded = {1, 9},
      .providers_trusted = {2, 3, 4}};
  BOOST_TEST((job.terms == expected));
}

BOOST_AUTO_TEST_CASE(number_of_copies_alone_sets_all_three) {
  const Terms terms = taken(R"("replication":{"copies":3})");
  BOOST_TEST(terms.copies_min == 3U);
  BOOST_TEST(terms.copies_target == 3U);
  BOOST_TEST(terms.copies_max == 3U);
}

BOOST_AUTO_TEST_CASE(copies_are_checked_at_their_edges) {
  BOOST_TEST(refusal(R"("replication":{"copies":-1})") ==
             "/replication/copies: found -1, expected 1 to 100");
  BOOST_TEST(refusal(R"("replication":{"copies":0})") ==
             "/replication/copies: found 0, expected 1 to 100");
  BOOST_TEST(refusal(R"("replication":{"copies":1})") == "");
  BOOST_TEST(refusal(R"("replication":{"copies":100})") == "");
  BOOST_TEST(refusal(R"("replication":{"copies":101})") ==
             "/replication/copies: found 101, expected 1 to 100");
  BOOST_TEST(refusal(R"("replication":{"copies":18446744073709551615})") ==
             "/replication/copies: found 18446744073709551615, expected 1 to 100");
}

BOOST_AUTO_TEST_CASE(copies_that_contradict_each_other_are_refused) {
  BOOST_TEST(refusal(R"("replication":{"copies":2,"copies_max":3})")
                 .starts_with("/replication/copies: found together"));
  BOOST_TEST(refusal(R"("replication":{"copies_target":3})") ==
             "/replication: found copies_min 1, copies_target 3, copies_max 1 (given or by "
             "default), expected them in rising order");
  BOOST_TEST(refusal(R"("replication":{"copies_min":2,"copies_target":2,"copies_max":2})") == "");
  BOOST_TEST(refusal(R"("replication":{"copies_min":3,"copies_target":2,"copies_max":4})") != "");
}

BOOST_AUTO_TEST_CASE(renewal_cannot_begin_later_than_sealing_allows) {
  BOOST_TEST(refusal(R"("renewal":{"threshold_epochs":17279})") ==
             "/renewal/threshold_epochs: found 17279, expected at least 17280 (twice the sealing "
             "time)");
  BOOST_TEST(refusal(R"("renewal":{"threshold_epochs":17280})") == "");
  BOOST_TEST(refusal(R"("renewal":{"threshold_epochs":17281})") == "");
}

BOOST_AUTO_TEST_CASE(renewal_threshold_is_less_than_the_duration) {
  const auto with = [](int threshold) {
    return R"("deal_duration_epochs":518400,"renewal":{"threshold_epochs":)" +
           std::to_string(threshold) + "}";
  };
  BOOST_TEST(refusal(with(518399)) == "");
  BOOST_TEST(refusal(with(518400)) ==
             "/renewal/threshold_epochs: found 518400, expected less than deal_duration_epochs "
             "518400");
}

BOOST_AUTO_TEST_CASE(durations_are_those_that_the_network_takes) {
  BOOST_TEST(refusal(R"("deal_duration_epochs":518399)") != "");
  BOOST_TEST(refusal(R"("deal_duration_epochs":518400)") == "");
  BOOST_TEST(refusal(R"("deal_duration_epochs":3680640)") == "");
  BOOST_TEST(refusal(R"("deal_duration_epochs":3680641)") != "");
}

BOOST_AUTO_TEST_CASE(end_is_an_epoch_after_now) {
  BOOST_TEST(refusal(R"("end_epoch":4999999)") != "");
  BOOST_TEST(refusal(R"("end_epoch":5000000)") != "");
  BOOST_TEST(taken(R"("end_epoch":5000001)").end_epoch == 5000001);
  BOOST_TEST(taken(R"("end_epoch":null)").end_epoch == raas::no_epoch);
  BOOST_TEST(refusal(R"("end_epoch":9223372036854775807)") != "");
  BOOST_TEST(refusal(R"("end_epoch":"5000001")") != "");
}

BOOST_AUTO_TEST_CASE(end_is_a_date_in_any_of_three_spellings) {
  const Front front;
  const auto now_seconds = front.desk.chain_time.unix_ms_at(front.desk.now) / 1000;
  const auto seconds = [&](std::int64_t later) {
    return R"("end_date":)" + std::to_string(now_seconds + later);
  };
  BOOST_TEST(refusal(seconds(0)) != "");
  BOOST_TEST(taken(seconds(1)).end_epoch == 5000001);  // The first epoch that is not before it.
  BOOST_TEST(taken(seconds(30)).end_epoch == 5000001);
  BOOST_TEST(taken(seconds(31)).end_epoch == 5000002);

  // 2030-01-01T00:00:00Z is unix second 1893456000.
  const raas::Epoch expected = (1893456000 - 1598306400) / 30;
  for (const auto* text : {R"("2030-01-01")", R"("2030-01-01T00:00Z")", R"("2030-01-01T00:00:00")",
                           R"("2030-01-01T00:00:00.000Z")", R"("2030-01-01T02:30:00+02:30")",
                           R"("2029-12-31T19:00:00-05:00")", R"("1893456000")", "1893456000"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(taken(R"("end_date":)"s + text).end_epoch == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_date_are_refused) {
  for (const auto* text : {R"("")",
                           R"("tomorrow")",
                           R"("2030-13-01")",
                           R"("2030-02-29")",
                           R"("2030-1-1")",
                           R"("2030-01-01 ")",
                           R"("2030-01-01T24:00Z")",
                           R"("2030-01-01T00:00+2")",
                           R"("2030-01-01T")",
                           R"("2030-01-01Z")",
                           R"("2020-01-01")",
                           R"("1999-01-01")",
                           R"("99999999999999999999")",
                           "1893456000000",
                           "1e9",
                           "-1",
                           "true",
                           "[]",
                           R"("-1")",
                           R"("2030-01-01T00:00:00.Z")"}) {
    BOOST_TEST(refusal(R"("end_date":)"s + text).starts_with("/end_date: found "), text);
  }
  BOOST_TEST(refusal(R"("end_date":"2030-01-01","end_epoch":9000000)") ==
             "/end_date: found together with end_epoch, expected either");
}

BOOST_AUTO_TEST_CASE(price_is_a_number_or_a_text_of_digits) {
  BOOST_TEST(taken(R"("price_max_attofil_per_gib_epoch":5)").price_max->text() == "5");
  BOOST_TEST(taken(R"("price_max_attofil_per_gib_epoch":18446744073709551615)").price_max->text() ==
             "18446744073709551615");
  BOOST_TEST(taken(R"("price_max_attofil_per_gib_epoch":"0")").price_max->text() == "0");
  BOOST_TEST(!taken(R"("price_max_attofil_per_gib_epoch":null)").price_max.has_value());
  for (const auto* text :
       {"-1", "1.5", "1e30", R"("")", R"("-1")", R"("01")", R"("1 FIL")", "true",
        "18446744073709551616", R"("340282366920938463463374607431768211456")"}) {
    BOOST_TEST(refusal(R"("price_max_attofil_per_gib_epoch":)"s + text) != "", text);
  }
}

BOOST_AUTO_TEST_CASE(providers_are_id_addresses) {
  for (const auto* list : {R"("f01")", "[1]", R"(["f1abc"])", R"(["f0"])", R"(["f01","f0x"])",
                           "[null]", "{}", "null"}) {
    BOOST_TEST(refusal(R"("providers":{"excluded":)"s + list + "}") != "", list);
  }
  BOOST_TEST(refusal(R"("providers":{"trusted":["f01","f0x"]})") ==
             "/providers/trusted/1: found \"f0x\", expected a provider such as f01234");
  BOOST_TEST(refusal(R"("providers":{"trusted":["f01","f02"],"excluded":["t02"]})") ==
             "/providers: found f02 both excluded and trusted");
  BOOST_TEST(refusal(R"("replication":{"copies":3},"providers":{"trusted":["f01","f02","t02"]})") ==
             "/providers: found 2 trusted providers, expected at least copies_target 3");
}

BOOST_AUTO_TEST_CASE(piece_is_named_by_either_version_of_its_cid) {
  const auto v1 = R"("piece_cid":")" + std::string(raas::testing::piece_v1) + '"';
  const auto v2 = R"("piece_cid":")" + std::string(raas::testing::piece_v2) + '"';
  Front front;
  BOOST_TEST(front.place(order(v2)).status == 201U);
  BOOST_TEST(front.job(1).piece.cid.text() == raas::testing::piece_v1);
  BOOST_TEST(front.job(1).piece.padded_size == 512U);

  BOOST_TEST(refusal(v2 + R"(,"piece_size":512)") == "");
  BOOST_TEST(refusal(v2 + R"(,"piece_size":1024)").starts_with("/piece_size: found 1024"));
  BOOST_TEST(refusal(v1).starts_with("/piece_size: missing"));
  BOOST_TEST(refusal(R"("piece_size":512)") == "/piece_size: found without piece_cid");
  for (const auto* size : {"0", "-512", "64", "127", "500", "5e2", R"("512")", "null"}) {
    BOOST_TEST(refusal(v1 + R"(,"piece_size":)" + size).starts_with("/piece_size: found"), size);
  }
  BOOST_TEST(refusal(R"("piece_size":512,"piece_cid":")"s + std::string(raas::testing::cid_b) + '"')
                 .starts_with("/piece_cid: found"));
}

BOOST_AUTO_TEST_CASE(payload_may_be_a_piece) {
  Front front;
  BOOST_TEST(front.place(R"({"cid":")" + std::string(raas::testing::piece_v2) + "\"}").status ==
             201U);
  BOOST_TEST(front.job(1).piece.padded_size == 512U);
}

BOOST_AUTO_TEST_CASE(cids_are_checked) {
  for (const auto* cid : {"", "hello", "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf35",
                          "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3N0", "../../etc/passwd"}) {
    Front front;
    const auto reply = front.place(R"({"cid":")"s + cid + "\"}");
    BOOST_TEST(reply.status == 400U, cid);
    BOOST_TEST(reply.at("/errors/0/pointer").as_string() == "/cid");
  }
  Front front;
  BOOST_TEST(front.place("{}").error() == "/cid: missing, expected a CID");
  BOOST_TEST(front.place(R"({"cid":17})").error() == "/cid: found 17, expected a text");
  BOOST_TEST(front.place(R"({"cid":")" + std::string(5000, 'b') + "\"}").status == 400U);
}

BOOST_AUTO_TEST_CASE(both_versions_of_a_cid_are_one_job) {
  Front front;
  BOOST_TEST(front.placed(raas::testing::cid_a_v0) == 1U);
  const auto again = front.place(order(""));
  BOOST_TEST(again.status == 200U);
  BOOST_TEST(again.at("/jobs/0/outcome").as_string() == "unchanged");
  const auto changed = front.place(order(R"("verified":true)"));
  BOOST_TEST(changed.status == 200U);
  BOOST_TEST(changed.at("/jobs/0/outcome").as_string() == "updated");
  BOOST_TEST(front.desk.kept.size() == 1U);
}

BOOST_AUTO_TEST_CASE(array_is_taken_as_a_whole_or_not_at_all) {
  Front front;
  const auto bad = front.place(
      "[" + order("") + "," + order(R"("client":"b")") + "," + order(R"("client":"c")") + "," +
      order(R"("client":"d","replication":{"copies":-1},"verified":1)") + "]");
  BOOST_TEST(bad.status == 400U);
  BOOST_TEST(bad.error() == "/3/replication/copies: found -1, expected 1 to 100");
  BOOST_TEST(bad.at("/errors").as_array().size() == 2U);
  BOOST_TEST(bad.at("/errors/1/pointer").as_string() == "/3/verified");
  BOOST_TEST(front.desk.kept.empty());

  const auto good = front.place("[" + order("") + "," + order(R"("client":"b")") + "]");
  BOOST_TEST(good.status == 201U);
  BOOST_TEST(good.at("/jobs/1/id").as_int64() == 2);
}

BOOST_AUTO_TEST_CASE(array_has_one_to_as_many_orders_as_the_limit_says) {
  Front front;
  const auto orders = [](int count) {
    std::string text = "[";
    for (int at = 0; at < count; ++at) {
      if (at > 0) text += ',';
      text += order(R"("client":")" + std::to_string(at) + '"');
    }
    return text + "]";
  };
  BOOST_TEST(front.place(orders(0)).error() == "body: found 0 orders, expected 1 to 50");
  BOOST_TEST(front.place(orders(51)).error() == "body: found 51 orders, expected 1 to 50");
  BOOST_TEST(front.desk.kept.empty());
  BOOST_TEST(front.place(orders(50)).status == 201U);
}

BOOST_AUTO_TEST_CASE(same_job_twice_in_one_request_is_refused) {
  Front front;
  const auto v0 = R"({"cid":")" + std::string(raas::testing::cid_a_v0) + "\"}";
  BOOST_TEST(front.place("[" + order("") + "," + v0 + "]").error() ==
             "/1/cid: found the client and data of /0 again");
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_refused_wherever_they_are) {
  BOOST_TEST(refusal(R"("copies":3)").starts_with("/copies: unknown, expected one of cid"));
  BOOST_TEST(refusal(R"("replication":{"copy":3})").starts_with("/replication/copy: unknown"));
  BOOST_TEST(
      refusal(R"("renewal":{"threshold":90000})").starts_with("/renewal/threshold: unknown"));
  BOOST_TEST(refusal(R"("repair":{"x/y~":1})").starts_with("/repair/x~1y~0: unknown"));
  BOOST_TEST(refusal(R"("providers":{"banned":[]})").starts_with("/providers/banned: unknown"));
}

BOOST_AUTO_TEST_CASE(values_of_a_wrong_type_are_refused) {
  for (const auto* member :
       {R"("client":1)", R"("label":null)", R"("piece_cid":[])", R"("replication":3)",
        R"("replication":null)", R"("replication":{"copies":"3"})",
        R"("replication":{"copies":3.0})", R"("replication":{"enabled":1})", R"("renewal":[])",
        R"("renewal":{"threshold_epochs":null})", R"("repair":true)",
        R"("repair":{"not_proven_epochs":0})", R"("verified":"yes")", R"("providers":[])",
        R"("deal_duration_epochs":1e400)"}) {
    BOOST_TEST(refusal(member) != "", member);
  }
  BOOST_TEST(refusal(R"("client":")" + std::string(129, 'x') + '"') ==
             "/client: found 129 bytes, expected at most 128");
  BOOST_TEST(refusal(R"("client":")" + std::string(128, 'x') + '"') == "");
}

BOOST_AUTO_TEST_CASE(flat_names_are_taken_as_well) {
  Front front;
  const auto reply =
      front.place(order(R"("endDate":"2030-01-01","jobType":"all","replicationTarget":2,)"
                        R"("aggregator":"lighthouse","epochs":1000)"));
  BOOST_TEST_REQUIRE(reply.status == 201U, reply.body);
  BOOST_TEST(front.job(1).terms.copies_max == 2U);
  BOOST_TEST(front.job(1).terms.repair_after_epochs == 1000);
  BOOST_TEST(front.job(1).terms.renew_below_epochs == 17280);
  BOOST_TEST(reply.at("/jobs/0/notes").as_array().size() == 1U);
  BOOST_TEST(
      refusal(R"("epochs":1000,"replication":{"copies":2})").starts_with("/replication: found"));
}

BOOST_AUTO_TEST_CASE(trouble_of_the_store_asks_to_come_again) {
  Front front;
  front.desk.trouble = raas::Error(raas::Code::unavailable, "store: disk full");
  const auto reply = front.place(order(""));
  BOOST_TEST(reply.status == 503U);
  BOOST_TEST(reply.header("Retry-After") == "5");
  BOOST_TEST(reply.error() == "store: disk full");
}

BOOST_AUTO_TEST_CASE(only_the_first_hundred_problems_are_listed) {
  Front front;
  std::string members;
  for (int at = 0; at < 150; ++at) members += "\"x" + std::to_string(at) + "\":1,";
  members.pop_back();
  const auto reply = front.place(order(members));
  BOOST_TEST(reply.at("/errors").as_array().size() == 100U);
  BOOST_TEST(reply.at("/errors_total").as_int64() == 150);
}

BOOST_AUTO_TEST_SUITE_END()
