#include <boost/test/unit_test.hpp>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

constexpr mock::Epochs long_enough = 1500;  // Longer than any wait that follows one trouble.

// With the trouble over, the job gets its copies, each made once.
void check_three_copies(Bench& bench) {
  bench.host.heal();
  bench.plugin.run(long_enough, 20);
  BOOST_TEST(bench.copies_of() == 3U);
  BOOST_TEST(bench.host.asked.size() == 3U);
  for (const std::string& violation : bench.host.violations) BOOST_ERROR(violation);
}

// What make_deal() or fetch() can answer instead of what it should.
constexpr raas_status all_refusals[] = {RAAS_E_INVALID,   RAAS_E_UNSUPPORTED,
                                        RAAS_E_NOT_FOUND, RAAS_E_CONFLICT,
                                        RAAS_E_RETRY,     RAAS_E_BUSY,
                                        RAAS_E_NO_FUNDS,  RAAS_E_DENIED,
                                        RAAS_E_TIMEOUT,   RAAS_E_CANCELLED,
                                        RAAS_E_SHUTDOWN,  RAAS_E_MISUSE,
                                        RAAS_E_INTERNAL,  -14,
                                        INT32_MIN};

// Has @p function go wrong at its first, second ... call, each in a world of its own.
void fail_at_each_call(const std::string& function, Trouble trouble) {
  constexpr std::size_t calls_max = 4;
  for (std::size_t nth = 1; nth <= calls_max; ++nth) {
    BOOST_TEST_CONTEXT(function << " call " << nth << " answers " << trouble.status
                                << (trouble.is_done ? ", but does it" : "")) {
      Bench bench;
      bench.plugin.begin();
      bench.plugin.settle();
      bench.host.fail_at(function, nth, trouble);
      BOOST_TEST(bench.place().status < 300U);
      bench.plugin.run(200);
      const bool was_met = bench.host.troubles() != 0;
      check_three_copies(bench);
      if (!was_met) return;
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deals)

BOOST_AUTO_TEST_CASE(job_for_three_copies_makes_three_deals_at_three_providers) {
  Bench bench;
  bench.plugin.begin();
  BOOST_TEST(bench.place().status < 300U);
  bench.plugin.run(300);
  BOOST_TEST(bench.host.asked.size() == 3U);
  check_three_copies(bench);
  bench.plugin.run(2 * mock::epochs_per_day, 60);
  BOOST_TEST(count_of(bench.job(), "\"standing\":\"healthy\"") == 3U);
  BOOST_TEST(bench.host.asked.size() == 3U);
  std::set<std::string> providers;
  for (const auto& [key, deal] : bench.host.asked) providers.insert(deal.provider);
  BOOST_TEST(providers.size() == 3U);
  BOOST_TEST(bench.host.calls("make_deal") == 3U);
}

BOOST_AUTO_TEST_CASE(host_without_a_directory_of_providers_chooses_them) {
  Bench bench;
  bench.host.lacking = {RAAS_HOST_PROVIDERS_ID};
  bench.plugin.begin();
  bench.place();
  check_three_copies(bench);
  BOOST_TEST(bench.host.asked.size() == 3U);
}

BOOST_AUTO_TEST_CASE(refusal_of_any_kind_at_any_call_never_makes_a_copy_twice) {
  for (const raas_status status : all_refusals) {
    fail_at_each_call("make_deal", {.status = status});
  }
}

// The host took the request, and its answer was lost or wrong.
BOOST_AUTO_TEST_CASE(deal_that_was_made_though_the_answer_was_bad_is_not_made_twice) {
  constexpr raas_status kept_statuses[] = {
      RAAS_E_RETRY,    RAAS_E_BUSY, RAAS_E_NO_FUNDS, RAAS_E_TIMEOUT, RAAS_E_SHUTDOWN,
      RAAS_E_INTERNAL, -14,         INT32_MIN};
  for (const raas_status status : kept_statuses) {
    fail_at_each_call("make_deal", {.status = status, .is_done = true});
  }
}

BOOST_AUTO_TEST_CASE(acceptance_with_request_id_zero_is_asked_again_under_the_same_key) {
  fail_at_each_call("make_deal", {.status = RAAS_OK});
}

BOOST_AUTO_TEST_CASE(exception_out_of_make_deal_is_survived) {
  fail_at_each_call("make_deal", {.is_thrown = true});
  fail_at_each_call("make_deal", {.is_done = true, .is_thrown = true});
}

BOOST_AUTO_TEST_CASE(positive_status_that_is_not_known_is_taken_as_ok) {
  Bench bench;
  bench.plugin.begin();
  for (std::size_t nth = 1; nth <= 3; ++nth) {
    bench.host.fail_at("make_deal", nth, {.status = 7, .is_done = true});
  }
  bench.place();
  bench.plugin.run(300);
  check_three_copies(bench);
  BOOST_TEST(bench.host.asked.size() == 3U);
}

BOOST_AUTO_TEST_CASE(key_that_existed_already_is_taken_as_the_first_request) {
  for (const std::uint32_t flags : {std::uint32_t{RAAS_REQUEST_EXISTING}, ~std::uint32_t{0}}) {
    Bench bench;
    bench.host.ret_flags_added = flags;
    bench.plugin.begin();
    bench.place();
    check_three_copies(bench);
    BOOST_TEST(bench.host.asked.size() == 3U);
  }
}

BOOST_AUTO_TEST_CASE(fetch_that_goes_wrong_at_any_call_only_delays_the_copies) {
  for (const raas_status status : all_refusals) fail_at_each_call("fetch", {.status = status});
  fail_at_each_call("fetch", {.status = RAAS_OK});
  fail_at_each_call("fetch", {.is_thrown = true});
}

BOOST_AUTO_TEST_CASE(get_fetch_that_goes_wrong_at_any_call_only_delays_the_copies) {
  for (const raas_status status : all_refusals) fail_at_each_call("get_fetch", {.status = status});
  fail_at_each_call("get_fetch", {.status = RAAS_OK});
  fail_at_each_call("get_fetch", {.is_thrown = true});
}

BOOST_AUTO_TEST_CASE(other_functions_that_go_wrong_only_delay_the_copies) {
  for (const char* const function : {"list", "find_request", "list_deals", "log", "release"}) {
    fail_at_each_call(function, {.status = RAAS_E_INTERNAL});
    fail_at_each_call(function, {.is_thrown = true});
  }
}

BOOST_AUTO_TEST_CASE(host_that_refuses_always_gets_no_storm_of_calls) {
  for (const raas_status status : all_refusals) {
    BOOST_TEST_CONTEXT("make_deal always answers " << status) {
      Bench bench;
      bench.host.fail_always("make_deal", {.status = status});
      bench.plugin.begin();
      bench.place();
      bench.plugin.run(1000, 20);
      BOOST_TEST(bench.host.calls("make_deal") >= 1U);
      BOOST_TEST(bench.host.calls("make_deal") <= 300U);
      BOOST_TEST(bench.host.asked.empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
