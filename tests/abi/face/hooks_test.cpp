#include <boost/test/unit_test.hpp>
#include <deque>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

// Deals that the aggregator made by itself, as events.
class Batch {
 public:
  raas_deal& add(std::uint64_t seq, std::string_view cid = some_cid) {
    raas_deal deal{};
    deal.struct_size = sizeof deal;
    deal.flags = RAAS_DEAL_HAS_DEAL_ID;
    deal.state = RAAS_DEAL_PUBLISHED;
    deal.payload_cid = str(cid);
    deal.provider = str("f01000");
    deal.deal_id = 4'000'000 + seq;
    deal.start_epoch = 5'001'000;
    deal.end_epoch = 6'500'000;
    raas_deal& kept = deals_.emplace_back(deal);
    events_.push_back({sizeof(raas_deal_event), 0, seq, &kept});
    pointers.push_back(&events_.back());
    return kept;
  }
  raas_deal_event& event(std::size_t index) { return events_[index]; }

  std::vector<const raas_deal_event*> pointers;

 private:
  std::deque<raas_deal> deals_;
  std::deque<raas_deal_event> events_;
};

struct Enrolling : Bench {
  Enrolling() : Bench(enrol_all) { plugin.begin(); }
  std::string jobs() {
    plugin.settle();
    return plugin.ask("GET", "/jobs").body;
  }
  std::size_t job_count() { return count_of(jobs(), "\"cid_canonical\""); }
};

// Gives three events of which the second is bad: it is refused by name, the others are taken.
template <class Spoil>
void check_refused(const char* what, Spoil&& spoil) {
  BOOST_TEST_CONTEXT(what) {
    Enrolling bench;
    Batch batch;
    batch.add(101, some_cid);
    batch.add(102, "bafkreiftk22ki6nxwbi6luqggwamuc3ha2gd47egehbs7wtiqxmmp3gawa");
    batch.add(103, other_cid);
    spoil(batch);
    BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_E_INVALID);
    BOOST_TEST(has(bench.plugin.error(), "102"), bench.plugin.error());
    BOOST_TEST(bench.job_count() == 2U);
    BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == 103U);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hooks)

BOOST_AUTO_TEST_CASE(every_deal_of_the_aggregator_is_enrolled_if_the_config_says_so) {
  Enrolling bench;
  Batch batch;
  batch.add(1, some_cid);
  batch.add(2, other_cid);
  BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_OK);
  BOOST_TEST(bench.job_count() == 2U);
  BOOST_TEST(count_of(bench.jobs(), "\"origin\":\"enrolled\"") == 2U, bench.jobs());
}

BOOST_AUTO_TEST_CASE(deal_of_unregistered_data_is_passed_over_by_default) {
  Bench bench;
  bench.plugin.begin();
  Batch batch;
  batch.add(1);
  BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_OK);
  bench.plugin.settle();
  BOOST_TEST(count_of(bench.plugin.ask("GET", "/jobs").body, "\"cid_canonical\"") == 0U);
  BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == 1U);
}

BOOST_AUTO_TEST_CASE(empty_batch_is_fine) {
  Enrolling bench;
  BOOST_TEST(bench.plugin.on_deals({}) == RAAS_OK);
  BOOST_TEST(bench.plugin.on_updates({}) == RAAS_OK);
  BOOST_TEST(bench.plugin.on_fetches({}) == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(null_array_with_a_count_is_refused) {
  Enrolling bench;
  const auto& hooks = *static_cast<const raas_plugin_hooks*>(
      plugin_entry().table->get_extension(bench.plugin.self(), RAAS_PLUGIN_HOOKS_ID));
  BOOST_TEST(hooks.on_deal_created(bench.plugin.self(), nullptr, 1, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(hooks.on_request_update(bench.plugin.self(), nullptr, 1, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(hooks.on_data_update(bench.plugin.self(), nullptr, 1, nullptr) == RAAS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(event_without_a_deal_is_refused_by_its_seq) {
  check_refused("no deal", [](Batch& batch) { batch.event(1).deal = nullptr; });
}

BOOST_AUTO_TEST_CASE(null_event_is_refused_by_its_place_and_the_others_are_taken) {
  Enrolling bench;
  Batch batch;
  batch.add(1, some_cid);
  batch.add(2, other_cid);
  batch.pointers.insert(batch.pointers.begin() + 1, nullptr);
  BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_E_INVALID);
  BOOST_TEST(has(bench.plugin.error(), "[1]"), bench.plugin.error());
  BOOST_TEST(bench.job_count() == 2U);
}

BOOST_AUTO_TEST_CASE(short_structs_are_refused) {
  check_refused("short deal",
                [](Batch& batch) { const_cast<raas_deal*>(batch.event(1).deal)->struct_size = 8; });
  check_refused("deal of size 0",
                [](Batch& batch) { const_cast<raas_deal*>(batch.event(1).deal)->struct_size = 0; });
}

BOOST_AUTO_TEST_CASE(short_event_is_refused_by_its_place) {
  Enrolling bench;
  Batch batch;
  batch.add(1, some_cid);
  batch.add(2, other_cid);
  batch.event(1).struct_size = sizeof(raas_deal_event) - 1;
  BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_E_INVALID);
  BOOST_TEST(has(bench.plugin.error(), "[1]"), bench.plugin.error());
  BOOST_TEST(bench.job_count() == 1U);
}

BOOST_AUTO_TEST_CASE(unknown_flag_bits_are_refused) {
  for (int bit = 3; bit < 32; bit += 7) {
    check_refused("flag bit", [bit](Batch& batch) {
      const_cast<raas_deal*>(batch.event(1).deal)->flags |= 1U << bit;
    });
  }
}

BOOST_AUTO_TEST_CASE(unknown_tail_is_refused_unless_it_is_zero) {
  struct Longer {
    raas_deal deal;
    std::uint64_t tail;
  };
  Longer longer{};
  const auto lengthen = [&longer](Batch& batch, std::uint64_t tail) {
    longer = {*batch.event(1).deal, tail};
    longer.deal.struct_size = sizeof longer;
    batch.event(1).deal = &longer.deal;
  };
  check_refused("tail", [&](Batch& batch) { lengthen(batch, 1); });

  Enrolling bench;
  Batch batch;
  batch.add(1, some_cid);
  batch.add(2, other_cid);
  lengthen(batch, 0);
  BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_OK);
  BOOST_TEST(bench.job_count() == 2U);
}

BOOST_AUTO_TEST_CASE(bad_values_in_a_deal_are_refused) {
  using namespace std::string_view_literals;
  const auto deal_of = [](Batch& batch) -> raas_deal& {
    return *const_cast<raas_deal*>(batch.event(1).deal);
  };
  for (const auto cid :
       {""sv, "x"sv, "bafkrei"sv, "Qm"sv, "bafkreigh2akiscaildcqabsyg3dfr6chu\0"sv, "\xff\xfe"sv}) {
    check_refused("cid", [&](Batch& batch) { deal_of(batch).payload_cid = str(cid); });
  }
  const std::string long_text(1'000'000, 'b');
  check_refused("long cid", [&](Batch& b) { deal_of(b).payload_cid = str(long_text); });
  check_refused("NULL cid", [&](Batch& b) { deal_of(b).payload_cid = {nullptr, 10}; });
  check_refused("payload as piece", [&](Batch& b) { deal_of(b).piece_cid = str(some_cid); });
  for (const auto provider :
       {"1000"sv, "f1abc"sv, "f0"sv, "f0-1"sv, "f01000\0"sv, "f099999999999999999999999"sv}) {
    check_refused("provider", [&](Batch& b) { deal_of(b).provider = str(provider); });
  }
  check_refused("state 0", [&](Batch& b) { deal_of(b).state = 0; });
  check_refused("epoch", [&](Batch& b) { deal_of(b).end_epoch = INT64_MAX; });
  check_refused("request without key", [&](Batch& b) { deal_of(b).request_id = 5; });
  check_refused("NUL in the key", [&](Batch& b) {
    deal_of(b).request_id = 5;
    deal_of(b).idempotency_key = str("raas/1/\0/1"sv);
  });
}

BOOST_AUTO_TEST_CASE(unknown_states_are_taken_by_their_terminal_bit) {
  Enrolling bench;
  Batch batch;
  batch.add(1, some_cid).state = 77;
  batch.add(2, other_cid).state = 0x80000077U;
  BOOST_TEST(bench.plugin.on_deals(batch.pointers) == RAAS_OK);
  BOOST_TEST(bench.job_count() == 1U);  // a deal that ended in an unknown way is no copy
}

BOOST_AUTO_TEST_CASE(unknown_keys_and_unknown_request_ids_are_passed_over) {
  Enrolling bench;
  Batch batch;
  for (const char* const key : {"raas/999/1/1", "other/1/1/1", "raas/1", "raas////", "raas/-1/1/1",
                                "raas/99999999999999999999999/1/1"}) {
    raas_deal& deal = batch.add(batch.pointers.size() + 1);
    deal.request_id = 1;
    deal.idempotency_key = str(key);
  }
  BOOST_TEST(bench.plugin.on_updates(batch.pointers) == RAAS_OK);
  bench.plugin.run(100);
  BOOST_TEST(bench.job_count() <= 1U);
}

BOOST_AUTO_TEST_CASE(duplicate_and_reordered_events_change_nothing) {
  Enrolling once;
  Enrolling twice;
  Batch batch;
  for (std::uint64_t seq = 1; seq <= 5; ++seq) batch.add(seq, seq % 2 == 0 ? some_cid : other_cid);
  once.plugin.on_deals(batch.pointers);
  std::vector<const raas_deal_event*> mixed = batch.pointers;
  mixed.insert(mixed.end(), batch.pointers.begin(), batch.pointers.end());
  std::swap(mixed[0], mixed[4]);
  std::swap(mixed[1], mixed[9]);
  twice.plugin.on_deals(mixed);
  twice.plugin.pump();
  twice.plugin.on_deals(batch.pointers);
  for (const char* const cid : {some_cid.data(), other_cid.data()}) {
    const std::string target = "/api/deal_status?cid=" + std::string(cid);
    once.plugin.settle();
    twice.plugin.settle();
    const std::string first = once.plugin.ask("GET", target).body;
    const std::string second = twice.plugin.ask("GET", target).body;
    for (std::uint64_t seq = 1; seq <= 5; ++seq) {
      const std::string id = std::to_string(4'000'000 + seq);
      BOOST_TEST(count_of(first, id) == count_of(second, id), first << " and " << second);
    }
  }
}

BOOST_AUTO_TEST_CASE(bad_fetch_events_are_refused_and_good_ones_taken) {
  Enrolling bench;
  raas_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  fetch.state = RAAS_FETCH_READY;
  fetch.fetch_id = 9;
  const raas_fetch_event event{sizeof event, 0, 55, &fetch};
  BOOST_TEST(bench.plugin.on_fetches({&event}) == RAAS_E_INVALID);  // READY without a handle
  BOOST_TEST(has(bench.plugin.error(), "55"), bench.plugin.error());
  const raas_fetch_event empty{sizeof empty, 0, 56, nullptr};
  BOOST_TEST(bench.plugin.on_fetches({&empty}) == RAAS_E_INVALID);
  BOOST_TEST(has(bench.plugin.error(), "56"), bench.plugin.error());
  BOOST_TEST(bench.plugin.on_fetches({nullptr}) == RAAS_E_INVALID);
  fetch.data_handle = 4;
  BOOST_TEST(bench.plugin.on_fetches({&event}) == RAAS_OK, bench.plugin.error());
  bench.plugin.run(50);
  BOOST_TEST(bench.plugin.pumped().hooks_durable_seq == 55U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
