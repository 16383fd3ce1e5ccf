#include "support/build_job.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace raas::build {
namespace {

constexpr Epochs year = 365 * epochs_per_day;

Replica copy_in(SlotNumber slot, Facts facts) {
  Replica replica;
  replica.id = 1000 + slot;
  replica.job = 7;
  replica.slot = slot;
  replica.provider = 1000 + slot;
  replica.record = ChainRecord::deal;
  replica.deal = 100 + slot;
  replica.sector = 10 + slot;
  replica.start_epoch = tip - year;
  replica.end_epoch = tip + year;
  replica.made_by_us = true;
  replica.facts = facts;
  return replica;
}

}  // namespace

Terms terms(std::uint32_t min, std::uint32_t target, std::uint32_t max) {
  Terms wanted;
  wanted.copies_min = min;
  wanted.copies_target = target;
  wanted.copies_max = max;
  return wanted;
}

Job job(std::uint32_t copies) {
  return job(terms(copies, copies, copies));
}

Job job(const Terms& terms) {
  Job wanted;
  wanted.id = 7;
  wanted.terms = terms;
  return wanted;
}

Replica sound(SlotNumber slot) {
  return copy_in(slot, {.finding = Finding::proven, .since = 1, .read_at = tip, .readings = 9});
}

Replica ending_in(Epochs left, SlotNumber slot) {
  Replica replica = sound(slot);
  replica.end_epoch = tip + left;
  return replica;
}

Replica faulty_for(Epochs span, SlotNumber slot) {
  return copy_in(slot,
                 {.finding = Finding::faulty, .since = tip - span, .read_at = tip, .readings = 2});
}

Replica dead(SlotNumber slot) {
  return copy_in(
      slot,
      {.finding = Finding::dead, .since = tip - epochs_per_day, .read_at = tip, .readings = 2});
}

Replica starting_in(Epochs left, SlotNumber slot) {
  Replica replica = copy_in(
      slot, {.finding = Finding::unsealed, .since = tip - 100, .read_at = tip, .readings = 2});
  replica.sector.reset();
  replica.start_epoch = tip + left;
  return replica;
}

Replica unread(SlotNumber slot) {
  Replica replica = copy_in(slot, {});
  replica.sector.reset();
  replica.made_by_us = false;
  return replica;
}

Replica at(ActorId provider, Replica replica) {
  replica.provider = provider;
  replica.id = 100'000 + provider;
  return replica;
}

Intent intent(SlotNumber slot, Reason reason, IntentState state) {
  Intent wanted;
  wanted.key = {.job = 7, .slot = slot, .generation = 1};
  wanted.reason = reason;
  wanted.state = state;
  wanted.recorded_epoch = tip;
  wanted.start_epoch_max = tip + 3 * epochs_per_day;
  wanted.duration_epochs = year;
  return wanted;
}

Observation Seen::observation() const {
  return {.tip = tip,
          .now = now,
          .chain_trusted = chain_trusted,
          .doubted_until = doubted_until,
          .replicas = replicas,
          .intents = intents};
}

Seen seeing(std::vector<Replica> replicas, std::vector<Intent> intents) {
  std::sort(replicas.begin(), replicas.end(), [](const Replica& a, const Replica& b) {
    return std::tie(a.slot, a.id) < std::tie(b.slot, b.id);
  });
  std::sort(intents.begin(), intents.end(),
            [](const Intent& a, const Intent& b) { return a.key < b.key; });
  return {.replicas = std::move(replicas), .intents = std::move(intents)};
}

}  // namespace raas::build
