#include <boost/test/unit_test.hpp>

#include "front.h"

using raas::JobState;
using raas::testing::Front;
using namespace std::string_literals;

namespace {

raas::ReplicaStatus copy_on(raas::ActorId provider, raas::Standing standing, raas::DealId deal) {
  raas::ReplicaStatus status;
  status.replica.id = deal;
  status.replica.job = 1;
  status.replica.slot = 1;
  status.replica.provider = provider;
  status.replica.record = raas::ChainRecord::deal;
  status.replica.deal = deal;
  status.replica.sector = 7;
  status.replica.start_epoch = 4'900'000;
  status.replica.end_epoch = 6'000'000;
  status.replica.facts.finding = raas::Finding::proven;
  status.standing = standing;
  return status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(job_routes)

BOOST_AUTO_TEST_CASE(job_is_shown_with_slots_copies_and_what_is_next) {
  Front front;
  front.placed(raas::testing::cid_a_v0, "ann");
  auto& status = front.desk.kept.at(1);
  status.job.terms.copies_target = 2;
  status.job.slots = {{.number = 1, .generation = 3, .failures = 1, .not_before = 5'000'100}};
  status.replicas = {copy_on(1000, raas::Standing::expiring, 42)};
  raas::Intent intent;
  intent.key = {.job = 1, .slot = 2, .generation = 1};
  intent.reason = raas::Reason::renewal;
  intent.because = "said \xff by the host";
  status.intents = {intent};

  const auto reply = front.get("/jobs/1");
  BOOST_TEST(reply.status == 200U);
  BOOST_TEST(reply.at("/cid").as_string() == raas::testing::cid_a_v0);
  BOOST_TEST(reply.at("/cid_canonical").as_string() == raas::testing::cid_a);
  BOOST_TEST(reply.at("/client").as_string() == "ann");
  BOOST_TEST(reply.at("/state").as_string() == "active");
  BOOST_TEST(reply.at("/end_epoch").is_null());
  BOOST_TEST(reply.at("/next").as_string() == "copies are missing");
  BOOST_TEST(reply.at("/next_look_epoch").as_int64() == 5'000'001);
  BOOST_TEST(reply.at("/next_look_at").as_string() == "2025-05-27T00:40:30Z");
  BOOST_TEST(reply.at("/slots").as_array().size() == 2U);
  BOOST_TEST(reply.at("/slots/0/failures").as_int64() == 1);
  BOOST_TEST(reply.at("/slots/0/replicas/0").as_int64() == 42);
  BOOST_TEST(reply.at("/slots/0/in_flight").as_bool() == false);
  BOOST_TEST(reply.at("/slots/1/in_flight").as_bool() == true);
  BOOST_TEST(reply.at("/replicas/0/standing").as_string() == "expiring");
  BOOST_TEST(reply.at("/replicas/0/provider").as_string() == "f01000");
  BOOST_TEST(reply.at("/replicas/0/deal").as_int64() == 42);
  BOOST_TEST(reply.at("/intents/0/reason").as_string() == "renewal");
  BOOST_TEST(reply.at("/intents/0/provider").is_null());
  BOOST_TEST(reply.at("/intents/0/because").as_string() == "said \xEF\xBF\xBD by the host");
}

BOOST_AUTO_TEST_CASE(ids_that_are_no_number_are_refused) {
  Front front;
  for (const auto* id : {"0", "-1", "x", "01", "1.0", "9223372036854775808", "%31x", "%20"}) {
    BOOST_TEST(front.get("/jobs/"s + id).status == 400U, id);
    BOOST_TEST(front.ask("PATCH", "/jobs/"s + id, "{}").status == 400U, id);
    BOOST_TEST(front.ask("DELETE", "/jobs/"s + id).status == 400U, id);
    BOOST_TEST(front.ask("POST", "/jobs/"s + id + "/pause").status == 400U, id);
  }
}

BOOST_AUTO_TEST_CASE(unknown_job_is_not_found) {
  Front front;
  for (const auto* id : {"1", "9223372036854775807"}) {
    BOOST_TEST(front.get("/jobs/"s + id).status == 404U);
    BOOST_TEST(front.ask("PATCH", "/jobs/"s + id, "{}").status == 404U);
    BOOST_TEST(front.ask("DELETE", "/jobs/"s + id).status == 404U);
    BOOST_TEST(front.ask("POST", "/jobs/"s + id + "/pause").status == 404U);
    BOOST_TEST(front.ask("POST", "/jobs/"s + id + "/resume").status == 404U);
  }
}

BOOST_AUTO_TEST_CASE(jobs_are_listed_by_page) {
  Front front;
  for (int at = 0; at < 5; ++at) front.placed(raas::testing::cid_a, std::to_string(at));

  const auto first = front.get("/jobs?limit=2");
  BOOST_TEST(first.at("/jobs").as_array().size() == 2U);
  BOOST_TEST(first.at("/total").as_int64() == 5);
  BOOST_TEST(first.at("/next_after").as_int64() == 2);
  const auto last = front.get("/jobs?limit=2&after=4");
  BOOST_TEST(last.at("/jobs").as_array().size() == 1U);
  BOOST_TEST(last.at("/next_after").is_null());
  BOOST_TEST(!last.at("/jobs/0").as_object().contains("replicas"));
}

BOOST_AUTO_TEST_CASE(jobs_are_filtered_by_state_and_client) {
  Front front;
  front.placed(raas::testing::cid_a, "a b");
  front.placed(raas::testing::cid_b, "other");
  front.job(2).state = JobState::paused;
  BOOST_TEST(front.get("/jobs?state=paused").at("/jobs/0/id").as_int64() == 2);
  BOOST_TEST(front.get("/jobs?client=a%20b").at("/jobs/0/id").as_int64() == 1);
  BOOST_TEST(front.get("/jobs?client=a+b").at("/total").as_int64() == 1);
  BOOST_TEST(front.get("/jobs?client=").at("/total").as_int64() == 0);
}

BOOST_AUTO_TEST_CASE(wrong_queries_are_refused) {
  Front front;
  BOOST_TEST(front.get("/jobs?limit=1").status == 200U);
  BOOST_TEST(front.get("/jobs?limit=100").status == 200U);
  BOOST_TEST(front.get("/jobs?limit=0").error() == "?limit: found \"0\", expected 1 to 100");
  BOOST_TEST(front.get("/jobs?limit=101").error() == "?limit: found \"101\", expected 1 to 100");
  for (const auto* query :
       {"limit=x", "limit=-1", "limit=", "after=-1", "after=x", "state=gone", "state=", "page=2",
        "limit=1&limit=2", "a", "=1", "client=%", "client=%00", "client=%ff", "client=a b"}) {
    BOOST_TEST(front.get("/jobs?"s + query).status == 400U, query);
  }
  front.placed(raas::testing::cid_a);
  BOOST_TEST(front.get("/jobs/1?x=1").error() == "?x: unknown, expected no query");
  BOOST_TEST(front.get("/jobs/1?").status == 200U);
}

BOOST_AUTO_TEST_CASE(patch_changes_what_it_names_and_nothing_else) {
  Front front;
  front.placed(raas::testing::cid_a);
  auto expected = front.job(1).terms;
  expected.copies_min = expected.copies_target = expected.copies_max = 3;
  expected.repair_after_epochs = 100;

  const auto reply =
      front.ask("PATCH", "/jobs/1",
                R"({"replication":{"copies":3},"repair":{"not_proven_epochs":100},"label":"x"})");
  BOOST_TEST(reply.status == 200U);
  BOOST_TEST((front.job(1).terms == expected));
  BOOST_TEST(front.job(1).label == "x");
  BOOST_TEST(reply.at("/replication/copies_target").as_int64() == 3);

  const auto merge =
      front.ask("PATCH", "/jobs/1", R"({"end_date":"2030-01-01"})", "application/merge-patch+json");
  BOOST_TEST(merge.at("/end_at").as_string() == "2030-01-01T00:00:00Z");
  BOOST_TEST(front.ask("PATCH", "/jobs/1", R"({"end_date":null})").at("/end_at").is_null());
  BOOST_TEST(front.job(1).label == "x");
}

BOOST_AUTO_TEST_CASE(what_a_job_shows_can_be_patched_back) {
  Front front;
  front.placed(raas::testing::cid_a);
  const auto before = front.job(1).terms;
  const auto shown = front.get("/jobs/1");
  boost::json::object patch;
  for (const auto* name : {"replication", "renewal", "repair", "end_epoch", "deal_duration_epochs",
                           "verified", "price_max_attofil_per_gib_epoch", "providers", "label"}) {
    patch[name] = shown.json.as_object().at(name);
  }
  BOOST_TEST(front.ask("PATCH", "/jobs/1", boost::json::serialize(patch)).status == 200U);
  BOOST_TEST((front.job(1).terms == before));
}

BOOST_AUTO_TEST_CASE(wrong_patch_changes_nothing) {
  Front front;
  front.placed(raas::testing::cid_a);
  const auto before = front.job(1).terms;
  for (const auto* body :
       {"", "[]", "null", "{", R"({"cid":"x"})", R"({"client":"x"})", R"({"state":"paused"})",
        R"({"replication":{"copies":0}})", R"({"replication":{"copies_target":2}})",
        R"({"renewal":{"threshold_epochs":17279}})", R"({"end_epoch":1})", R"({"label":null})",
        R"({"verified":true,"verified":false})", R"({"verified":true,"x":1})"}) {
    BOOST_TEST(front.ask("PATCH", "/jobs/1", body).status == 400U, body);
  }
  BOOST_TEST(front.ask("PATCH", "/jobs/1", "{}", "text/plain").status == 415U);
  BOOST_TEST((front.job(1).terms == before));
  BOOST_TEST(front.ask("PATCH", "/jobs/1", "{}").status == 200U);
}

BOOST_AUTO_TEST_CASE(label_can_be_changed_under_terms_that_are_refused_today) {
  Front front;
  front.placed(raas::testing::cid_a);
  front.desk.renew_min = 1'000'000;
  BOOST_TEST(front.ask("PATCH", "/jobs/1", R"({"label":"new"})").status == 200U);
  BOOST_TEST(front.ask("PATCH", "/jobs/1", R"({"verified":true})").status == 400U);
}

BOOST_AUTO_TEST_CASE(cancelling_again_is_fine) {
  Front front;
  front.placed(raas::testing::cid_a);
  for (int round = 0; round < 2; ++round) {
    const auto reply = front.ask("DELETE", "/jobs/1");
    BOOST_TEST(reply.status == 200U);
    BOOST_TEST(reply.at("/state").as_string() == "cancelled");
  }
}

BOOST_AUTO_TEST_CASE(job_is_paused_and_resumed) {
  Front front;
  front.placed(raas::testing::cid_a);
  BOOST_TEST(front.ask("POST", "/jobs/1/pause").at("/state").as_string() == "paused");
  BOOST_TEST(front.ask("POST", "/jobs/1/pause").status == 200U);
  BOOST_TEST(front.ask("POST", "/jobs/1/resume").at("/state").as_string() == "active");
  front.job(1).state = JobState::done;
  BOOST_TEST(front.ask("POST", "/jobs/1/pause").status == 409U);
}

BOOST_AUTO_TEST_CASE(trouble_of_the_store_shows_on_every_change) {
  Front front;
  front.placed(raas::testing::cid_a);
  front.desk.trouble = raas::Error(raas::Code::unavailable, "store: busy");
  BOOST_TEST(front.ask("PATCH", "/jobs/1", R"({"label":"x"})").status == 503U);
  BOOST_TEST(front.ask("DELETE", "/jobs/1").status == 503U);
  BOOST_TEST(front.ask("POST", "/jobs/1/pause").status == 503U);
  BOOST_TEST(front.ask("POST", "/jobs/1/resume").header("Retry-After") == "5");
  front.desk.trouble = raas::Error(raas::Code::corrupt, "store: malformed");
  BOOST_TEST(front.ask("DELETE", "/jobs/1").status == 500U);
}

BOOST_AUTO_TEST_CASE(deal_status_has_the_starter_kits_shape) {
  Front front;
  front.placed(raas::testing::cid_a);
  front.desk.kept.at(1).replicas = {copy_on(1000, raas::Standing::healthy, 42),
                                    copy_on(1001, raas::Standing::lost, 43),
                                    copy_on(1002, raas::Standing::expiring, 44)};
  const auto reply = front.get("/api/deal_status?cid=" + std::string(raas::testing::cid_a_v0));
  BOOST_TEST(reply.status == 200U);
  BOOST_TEST(reply.at("/dealInfos").as_array().size() == 3U);
  BOOST_TEST(reply.at("/dealInfos/0/dealId").as_int64() == 42);
  BOOST_TEST(reply.at("/dealInfos/0/providerId").as_int64() == 1000);
  BOOST_TEST(reply.at("/dealInfos/0/miner").as_string() == "f01000");
  BOOST_TEST(reply.at("/dealInfos/1/active").as_bool() == false);
  BOOST_TEST(reply.at("/jobType").as_string() == "all");
  BOOST_TEST(reply.at("/replicationTarget").as_int64() == 1);
  BOOST_TEST(reply.at("/epochs").as_int64() == 2880);
  BOOST_TEST(boost::json::serialize(reply.at("/currentActiveDeals")) == "[42,44]");
}

BOOST_AUTO_TEST_CASE(deal_status_tells_type_and_epochs_as_they_were_registered) {
  for (const std::string type : {"all", "replication", "renew", "repair"}) {
    Front front;
    const auto body = "cid=" + std::string(raas::testing::cid_a) + "&epochs=20000&jobType=" + type;
    front.ask("POST", "/api/register_job", body, "application/x-www-form-urlencoded");
    const auto reply = front.get("/api/deal_status?cid=" + std::string(raas::testing::cid_a));
    BOOST_TEST(reply.at("/jobType").as_string() == type);
    if (type != "replication") BOOST_TEST(reply.at("/epochs").as_int64() == 20000);
  }
}

BOOST_AUTO_TEST_CASE(deal_status_is_of_the_oldest_job_that_is_kept) {
  Front front;
  front.placed(raas::testing::cid_a, "a");
  front.placed(raas::testing::cid_a, "b");
  const auto target = "/api/deal_status?cid=" + std::string(raas::testing::cid_a);
  BOOST_TEST(front.get(target).at("/job").as_int64() == 1);
  BOOST_TEST(front.get(target + "&client=b").at("/job").as_int64() == 2);
  BOOST_TEST(front.get(target + "&client=c").status == 404U);
  front.job(1).state = JobState::cancelled;
  BOOST_TEST(front.get(target).at("/job").as_int64() == 2);
  front.job(2).state = JobState::cancelled;
  BOOST_TEST(front.get(target).at("/job").as_int64() == 1);
}

BOOST_AUTO_TEST_CASE(deal_status_of_unknown_or_malformed_data_is_an_error) {
  Front front;
  const auto unknown = front.get("/api/deal_status?cid=" + std::string(raas::testing::cid_a));
  BOOST_TEST(unknown.status == 404U);
  BOOST_TEST(!unknown.error().empty());
  BOOST_TEST(front.get("/api/deal_status").error() == "?cid: missing, expected a CID");
  BOOST_TEST(front.get("/api/deal_status?cid=hello").status == 400U);
  BOOST_TEST(front.get("/api/deal_status?cid=").status == 400U);
}

BOOST_AUTO_TEST_SUITE_END()
