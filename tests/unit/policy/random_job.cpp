#include "unit/policy/random_job.h"

#include <limits>
#include <utility>

namespace raas::test {

Epoch Dice::epoch() {
  constexpr Epoch most = std::numeric_limits<Epoch>::max();
  constexpr Epoch least = std::numeric_limits<Epoch>::min();
  if (one_in(20)) return one_of<Epoch>({most, most - 1, least, least + 1, 0, no_epoch});
  const Epochs span = one_of<Epochs>({1, 150, 3000, 90'000, 2'000'000});
  return build::tip + between(-span, span);
}

Job Dice::job() {
  Terms terms = build::terms(static_cast<std::uint32_t>(between(0, 4)),
                             static_cast<std::uint32_t>(between(0, 4)),
                             static_cast<std::uint32_t>(between(0, 5)));
  if (one_in(2)) terms.copies_min = terms.copies_max = terms.copies_target;
  terms.replicate = !one_in(4);
  terms.renew = !one_in(4);
  terms.repair = !one_in(4);
  if (one_in(4)) terms.end_epoch = epoch();
  if (one_in(20)) terms.renew_below_epochs = epoch();
  if (one_in(20)) terms.repair_after_epochs = epoch();
  if (one_in(20)) terms.deal_duration_epochs = epoch();
  Job drawn = build::job(terms);
  if (one_in(10))
    drawn.state = one_of<JobState>({JobState::paused, JobState::done, JobState::cancelled});
  for (SlotNumber slot = 1; slot <= 5; ++slot) {
    if (!one_in(3)) continue;
    drawn.slots.push_back({.number = slot,
                           .generation = static_cast<std::uint32_t>(between(0, 9)),
                           .failures = static_cast<std::uint32_t>(between(0, 3)),
                           .not_before = one_in(2) ? no_epoch : epoch()});
  }
  return drawn;
}

Replica Dice::replica(ReplicaId id) {
  Replica drawn = build::sound(static_cast<SlotNumber>(between(0, 5)));
  drawn.id = id;
  drawn.provider = static_cast<ActorId>(between(0, 9));
  drawn.start_epoch = epoch();
  if (!one_in(3)) drawn.end_epoch = epoch();
  if (one_in(3)) drawn.sector.reset();
  drawn.made_by_us = one_in(2);
  drawn.facts.finding =
      one_of<Finding>({Finding::unknown, Finding::unsealed, Finding::proven, Finding::proven,
                       Finding::faulty, Finding::dead, Finding::absent, Finding::mismatch});
  drawn.facts.since = epoch();
  drawn.facts.read_at = epoch();
  drawn.facts.readings = static_cast<std::uint32_t>(between(0, 4));
  return drawn;
}

Intent Dice::intent(SlotNumber slot) {
  Intent drawn = build::intent(
      slot, one_of<Reason>({Reason::replication, Reason::renewal, Reason::repair}),
      one_of<IntentState>({IntentState::recorded, IntentState::fetching, IntentState::requested}));
  drawn.start_epoch_max = epoch();
  if (one_in(3)) drawn.replica = static_cast<ReplicaId>(between(1, 8));
  return drawn;
}

build::Seen Dice::seen() {
  std::vector<Replica> replicas;
  const auto count = static_cast<ReplicaId>(between(0, 7));
  for (ReplicaId id = 1; id <= count; ++id) replicas.push_back(replica(id));
  std::vector<Intent> intents;
  for (SlotNumber slot = 1; slot <= 5; ++slot) {
    if (one_in(4)) intents.push_back(intent(slot));
  }
  build::Seen drawn = build::seeing(std::move(replicas), std::move(intents));
  drawn.now = drawn.tip + between(0, 1000);
  drawn.chain_trusted = !one_in(20);
  if (one_in(50)) drawn.tip = no_epoch;
  return drawn;
}

}  // namespace raas::test
