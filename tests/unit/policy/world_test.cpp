#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "policy/backoff.h"
#include "policy/decide.h"
#include "policy/duration.h"
#include "policy/placement.h"
#include "policy/settle.h"
#include "unit/policy/print.h"
#include "unit/policy/random_job.h"

// Plans are carried out here against providers that fail in every way, for years. What counts is
// what then exists, not what was planned.

namespace raas::test {
namespace {

constexpr Epochs fault_limit = 42 * epochs_per_day;

/// What really is the case with one copy.
struct Truth {
  Epoch sealed_at = no_epoch;  ///< no_epoch = never will be.
  Epoch faulty_from = no_epoch;
  Epoch faulty_until = no_epoch;  ///< no_epoch = for ever.
};

struct Chances {
  std::int64_t fault_one_in = 400;  ///< Per copy and step.
  std::int64_t refusal_one_in = 6;  ///< Per request.
  std::int64_t no_seal_one_in = 6;  ///< Per published deal.
  bool faults_end = false;
};

class World {
 public:
  World(std::uint32_t seed, const Terms& terms, const Chances& chances)
      : dice_(seed), job_(build::job(terms)), chances_(chances) {
    for (ActorId provider = 1; provider <= 30; ++provider) {
      candidates_.emplace_back();
      candidates_.back().provider = provider;
    }
  }

  /// Lives for @p span; trouble happens only if @p trouble.
  void live(Epochs span, bool trouble) {
    const Epoch until = now_ + span;
    while (now_ < until) {
      now_ += dice_.between(1, epochs_per_day / 2);
      if (trouble) strike();
      read_chain();
      progress();
      look();
      check();
    }
  }

  [[nodiscard]] std::uint32_t lasting() const { return plan_.copies_lasting; }
  [[nodiscard]] bool is_quiet() const { return plan_.actions.empty() && intents_.empty(); }
  [[nodiscard]] int deals_made() const { return deals_made_; }

 private:
  [[nodiscard]] Epoch tip() const { return now_ - 20; }
  [[nodiscard]] build::Seen seen() const {
    build::Seen all = build::seeing(replicas_, intents_);
    all.tip = tip();
    all.now = now_;
    return all;
  }

  void strike() {
    for (const Replica& replica : replicas_) {
      Truth& truth = truths_[replica.id];
      const bool active = truth.sealed_at != no_epoch && truth.sealed_at <= now_;
      if (!active || truth.faulty_from != no_epoch) continue;
      if (!dice_.one_in(chances_.fault_one_in)) continue;
      truth.faulty_from = now_;
      if (chances_.faults_end) truth.faulty_until = now_ + dice_.between(1, 6 * epochs_per_day);
    }
  }

  [[nodiscard]] Finding finding_of(const Replica& replica) {
    Truth& truth = truths_[replica.id];
    if (truth.sealed_at == no_epoch || truth.sealed_at >= tip()) return Finding::unsealed;
    if (truth.faulty_until != no_epoch && truth.faulty_until < tip()) {
      truth.faulty_from = truth.faulty_until = no_epoch;
    }
    if (truth.faulty_from == no_epoch || truth.faulty_from >= tip()) return Finding::proven;
    return truth.faulty_from + fault_limit < tip() ? Finding::dead : Finding::faulty;
  }

  void read_chain() {
    for (Replica& replica : replicas_) {
      const Finding finding = finding_of(replica);
      Facts& facts = replica.facts;
      const bool again = facts.finding == finding;
      facts = {.finding = finding,
               .since = again ? facts.since : tip(),
               .read_at = tip(),
               .readings = again ? facts.readings + 1 : 1};
      if (finding == Finding::proven) replica.sector = replica.id;
    }
  }

  void progress() {
    for (Intent& intent : intents_) {
      if (intent.state == IntentState::recorded) {
        intent.state = IntentState::fetching;
      } else if (intent.state == IntentState::fetching) {
        intent.state = IntentState::requested;
      } else if (intent.replica == 0) {
        publish(intent);
      }
    }
    std::vector<Intent> left;
    for (const Intent& intent : intents_) {
      if (!is_over(intent)) left.push_back(intent);
    }
    intents_ = left;
  }

  void publish(Intent& intent) {
    if (dice_.one_in(chances_.refusal_one_in)) {
      refused_.insert(intent.key);
      return;
    }
    Replica replica = build::starting_in(0, intent.key.slot);
    replica.id = ++last_replica_;
    replica.provider = intent.provider;
    replica.start_epoch = intent.start_epoch_max;
    replica.end_epoch = intent.start_epoch_max + intent.duration_epochs;
    replica.facts = {};
    truths_[replica.id].sealed_at =
        dice_.one_in(chances_.no_seal_one_in)
            ? no_epoch
            : std::min(now_ + dice_.between(10, 2 * epochs_per_day), replica.start_epoch);
    intent.replica = replica.id;
    replicas_.push_back(replica);
    ++deals_made_;
  }

  /// Whether @p intent is in flight no more; the slot then backs off or starts anew.
  bool is_over(const Intent& intent) {
    HostDealSummary deal{.stage = HostStage::running};
    if (refused_.contains(intent.key))
      deal = {.stage = HostStage::failed, .fault = Fault::provider};
    for (const Replica& replica : replicas_) {
      if (replica.id == intent.replica) deal.copy = standing_of({}, job_.terms, replica, tip());
    }
    const Settlement end = raas::settle({}, intent, deal, now_);
    Slot& slot = slot_of(intent.key.slot);
    if (end.outcome == Outcome::settled) slot.failures = 0;
    if (end.outcome != Outcome::failed) return end.outcome == Outcome::settled;
    slot.not_before = now_ + slot_backoff({}, ++slot.failures, intent.key.slot);
    return true;
  }

  Slot& slot_of(SlotNumber number) {
    for (Slot& slot : job_.slots) {
      if (slot.number == number) return slot;
    }
    job_.slots.push_back({.number = number});
    return job_.slots.back();
  }

  void look() {
    const build::Seen all = seen();
    plan_ = raas::decide({}, job_, all);
    for (const Move& move : plan_.moves) {
      for (Replica& replica : replicas_) {
        if (replica.id == move.replica) replica.slot = move.slot;
      }
    }
    for (const Withdrawal& withdrawal : plan_.withdrawals) {
      std::erase_if(intents_, [&](const Intent& i) { return i.key == withdrawal.key; });
    }
    for (const Action& action : plan_.actions) record(action);
  }

  void record(const Action& action) {
    Intent intent = build::intent(action.slot, action.reason, IntentState::recorded);
    intent.key.generation = action.generation;
    slot_of(action.slot).generation = action.generation;
    if (!keys_.insert(intent.key).second) BOOST_ERROR("a key was used twice");
    std::vector<ActorId> taken;
    for (const Replica& replica : replicas_) {
      const Standing standing = standing_of({}, job_.terms, replica, tip());
      if (standing != Standing::expired && standing != Standing::failed) {
        taken.push_back(replica.provider);
      }
    }
    for (const Intent& other : intents_) taken.push_back(other.provider);
    const auto provider = place({}, job_.terms,
                                {.candidates = candidates_,
                                 .providers_taken = taken,
                                 .now = now_,
                                 .tie_break = action.generation});
    if (!provider) return;
    intent.provider = *provider;
    intent.recorded_epoch = now_;
    intent.start_epoch_max = now_ + Policy{}.sealing_max_epochs;
    intent.duration_epochs = deal_duration({}, job_.terms, now_);
    intents_.push_back(intent);
  }

  /// Copies that are there with time left, or may come to be: never more than the terms allow.
  void check() {
    std::set<ActorId> good;
    for (const Replica& replica : replicas_) {
      const Standing standing = standing_of({}, job_.terms, replica, tip());
      if (standing == Standing::healthy || standing == Standing::pending)
        good.insert(replica.provider);
    }
    for (const Intent& intent : intents_) {
      if (intent.replica == 0) good.insert(intent.provider);
    }
    // A copy that recovers after its successor was asked for is one more than planned.
    if (!chances_.faults_end && good.size() > job_.terms.copies_max) {
      BOOST_ERROR(good.size() << " copies at epoch " << now_);
    }
  }

  Dice dice_;
  Job job_;
  Chances chances_;
  Epoch now_ = build::tip;
  std::vector<Candidate> candidates_;
  std::vector<Replica> replicas_;
  std::vector<Intent> intents_;
  std::map<ReplicaId, Truth> truths_;
  std::set<IntentKey> refused_;
  std::set<IntentKey> keys_;
  ReplicaId last_replica_ = 0;
  int deals_made_ = 0;
  Plan plan_;
};

constexpr Epochs one_year = 365 * epochs_per_day;

}  // namespace

BOOST_AUTO_TEST_SUITE(world)

BOOST_AUTO_TEST_CASE(after_years_of_trouble_there_are_exactly_as_many_copies_as_asked_for) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const std::uint32_t copies = 1 + seed % 4;
      World world(seed, build::terms(copies, copies, copies), {});
      world.live(2 * one_year, true);
      world.live(60 * epochs_per_day, false);
      BOOST_TEST(world.lasting() == copies);
      BOOST_TEST(world.deals_made() > static_cast<int>(2 * copies));
    }
  }
}

BOOST_AUTO_TEST_CASE(copies_that_come_back_are_not_thrown_after) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      World world(seed, build::terms(3, 3, 3), {.faults_end = true});
      world.live(2 * one_year, true);
      world.live(60 * epochs_per_day, false);
      BOOST_TEST(world.lasting() >= 3U);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_trouble_each_copy_is_made_once_and_renewed_once_a_term) {
  World world(1, build::terms(3, 3, 3), {.refusal_one_in = 1'000'000, .no_seal_one_in = 1'000'000});
  world.live(540 * epochs_per_day - 31 * epochs_per_day, false);
  BOOST_TEST(world.deals_made() == 3);
  BOOST_TEST(world.is_quiet());
  world.live(60 * epochs_per_day, false);
  BOOST_TEST(world.deals_made() == 6);
  BOOST_TEST(world.lasting() == 3U);
  BOOST_TEST(world.is_quiet());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas::test
