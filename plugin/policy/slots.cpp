#include "policy/slots.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "policy/standing.h"

namespace raas {
namespace {

struct Copy {
  const Replica* replica = nullptr;
  Standing standing = Standing::unknown;
  bool may_come_back = false;
  bool holds_slot = false;
};

/// Lower is better. A copy that was lost or has ended says more of its slot than one that never
/// was.
int rank_of(Standing standing) {
  switch (standing) {
    case Standing::healthy: return 0;
    case Standing::expiring: return 1;
    case Standing::pending: return 2;
    case Standing::faulty: return 3;
    case Standing::unknown: return 4;
    case Standing::lost:
    case Standing::expired: return 5;
    case Standing::failed: return 6;
  }
  return 7;
}

bool is_over(Standing standing) {
  return rank_of(standing) >= rank_of(Standing::lost);
}

/// Whether a copy is faulty, or what is said to be its end is not believed yet.
bool may_come_back(const Policy& policy, const Replica& replica, Standing standing) {
  if (standing == Standing::faulty) return true;
  if (standing == Standing::unknown) return is_negative(replica.facts.finding);
  return standing == Standing::lost && !is_gone_for_good(policy, replica.facts);
}

/// Of two copies of one slot: the better one; of those that may come back that which failed last,
/// since the time that it is waited for is its own; then the one that lasts longer; of those that
/// are over, the newest.
bool is_better(const Copy& a, const Copy& b) {
  const auto key = [](const Copy& copy) {
    const Replica& replica = *copy.replica;
    const bool over = is_over(copy.standing);
    const int rank = rank_of(copy.may_come_back ? Standing::faulty : copy.standing);
    return std::tuple(-rank, copy.may_come_back ? replica.facts.since : Epoch{0},
                      over ? Epoch{0} : replica.end_epoch, over ? replica.id : ~replica.id);
  };
  return key(a) > key(b);
}

/// Providers, each once. One that is not known is a different one each time.
class Providers {
 public:
  [[nodiscard]] bool has(ActorId provider) const {
    return std::binary_search(sorted_.begin(), sorted_.end(), provider);
  }
  /// @retval false  It was there already.
  bool add(ActorId provider) {
    if (provider == no_provider) return true;
    const auto at = std::lower_bound(sorted_.begin(), sorted_.end(), provider);
    if (at != sorted_.end() && *at == provider) return false;
    sorted_.insert(at, provider);
    return true;
  }

 private:
  std::vector<ActorId> sorted_;
};

class Table {
 public:
  Table(const Policy& policy, const Job& job, const Observation& seen);

  [[nodiscard]] Layout take() && { return std::move(layout_); }

 private:
  void add_slots();
  void add_intents();
  void choose_holders();
  void move_healthy_spares();
  void move_strays();
  void hold(SlotState& slot, Copy& copy);
  void move(SlotState& slot, Copy& copy);
  void count();
  void count_in_flight(Providers& counted);

  [[nodiscard]] SlotState* slot(SlotNumber number);
  [[nodiscard]] SlotState* slot_to_fill(bool also_in_flight);
  [[nodiscard]] const Copy* copy_of(ReplicaId replica) const;

  const Job& job_;
  const Observation& seen_;
  std::vector<Copy> copies_;  ///< In the order of seen.replicas.
  Providers held_;            ///< Of healthy copies that hold a slot.
  Layout layout_;
};

Table::Table(const Policy& policy, const Job& job, const Observation& seen)
    : job_(job), seen_(seen) {
  copies_.reserve(seen.replicas.size());
  for (const Replica& replica : seen.replicas) {
    const Standing standing = standing_of(policy, job.terms, replica, seen.tip);
    copies_.push_back({.replica = &replica,
                       .standing = standing,
                       .may_come_back = may_come_back(policy, replica, standing)});
  }
  add_slots();
  add_intents();
  choose_holders();
  move_healthy_spares();
  move_strays();
  count();
}

void Table::add_slots() {
  const SlotNumber size = std::min(job_.terms.copies_target, slots_max);
  layout_.slots.resize(size);
  for (SlotNumber n = 1; n <= size; ++n) layout_.slots[n - 1].view.number = n;
  for (const Slot& record : job_.slots) {
    if (SlotState* state = slot(record.number)) {
      state->generation = record.generation;
      state->failures = record.failures;
      state->not_before = record.not_before;
    }
  }
}

void Table::add_intents() {
  for (const Intent& intent : seen_.intents) {
    if (!is_in_flight(intent.state)) continue;
    if (SlotState* state = slot(intent.key.slot)) state->intent = &intent;
  }
}

void Table::choose_holders() {
  for (Copy& copy : copies_) {
    SlotState* state = slot(copy.replica->slot);
    if (state != nullptr && copy.standing == Standing::pending) state->has_pending = true;
  }
  for (SlotState& state : layout_.slots) {
    Copy* best = nullptr;
    for (Copy& copy : copies_) {
      if (copy.replica->slot != state.view.number) continue;
      if (copy.standing == Standing::healthy && held_.has(copy.replica->provider)) continue;
      if (best == nullptr || is_better(copy, *best)) best = &copy;
    }
    if (best != nullptr) hold(state, *best);
  }
}

void Table::hold(SlotState& state, Copy& copy) {
  copy.holds_slot = true;
  state.view.holder = copy.replica;
  state.view.standing = copy.standing;
  if (copy.standing == Standing::healthy) held_.add(copy.replica->provider);
  if (copy.standing == Standing::pending) state.has_pending = true;
}

void Table::move(SlotState& state, Copy& copy) {
  hold(state, copy);
  layout_.moves.push_back({copy.replica->id, state.view.number});
}

/// Which slot needs a copy most: one without any, then one whose copy ends, then one whose copy may
/// come back.
SlotState* Table::slot_to_fill(bool also_in_flight) {
  SlotState* found = nullptr;
  const auto need = [](const SlotState& state) {
    if (state.view.holder == nullptr) return 4;
    if (is_over(state.view.standing)) return 3;
    if (state.view.standing == Standing::expiring) return 2;
    return state.view.standing == Standing::faulty ? 1 : 0;
  };
  for (SlotState& state : layout_.slots) {
    if (state.in_flight() && !also_in_flight) continue;
    if (state.has_pending ||
        (state.intent != nullptr && state.intent->state == IntentState::requested)) {
      continue;
    }
    if (need(state) > (found == nullptr ? 0 : need(*found))) found = &state;
  }
  return found;
}

void Table::move_healthy_spares() {
  for (const bool also_in_flight : {false, true}) {
    for (Copy& copy : copies_) {
      const bool is_sure =
          copy.standing == Standing::healthy && copy.replica->facts.finding == Finding::proven;
      if (!is_sure || copy.holds_slot || held_.has(copy.replica->provider)) continue;
      SlotState* state = slot_to_fill(also_in_flight);
      if (state == nullptr) break;
      move(*state, copy);
    }
  }
}

/// Copies that never had a slot, found by a hook: they get one, in whatever standing they are, so
/// that they are watched over like those that we made. Those that are over take one only if an
/// empty slot would stay empty without them.
void Table::move_strays() {
  constexpr std::array<Standing, 6> in_order = {Standing::pending, Standing::expiring,
                                                Standing::faulty,  Standing::unknown,
                                                Standing::lost,    Standing::expired};
  for (const Standing standing : in_order) {
    if (is_over(standing) && job_.terms.replicate) break;
    for (Copy& copy : copies_) {
      if (copy.standing != standing || copy.holds_slot || copy.replica->slot != 0) continue;
      if (held_.has(copy.replica->provider)) continue;
      SlotState* state = slot_to_fill(false);
      const bool takes_over = standing == Standing::pending;
      if (state == nullptr || (state->view.holder != nullptr && !takes_over)) break;
      move(*state, copy);
    }
  }
}

void Table::count() {
  Providers counted;
  for (const Copy& copy : copies_) {
    if (copy.standing == Standing::healthy && counted.add(copy.replica->provider)) {
      ++layout_.lasting;
    }
  }
  for (const Copy& copy : copies_) {
    // Of one that holds a slot the modules say how long it is waited for.
    const bool is_doubtful_spare =
        copy.standing == Standing::lost && copy.may_come_back && !copy.holds_slot;
    if (copy.standing != Standing::unknown && !is_doubtful_spare) continue;
    if (counted.add(copy.replica->provider)) ++layout_.unknown;
  }
  count_in_flight(counted);
}

/// An intent and the published copy that it became are one; copies of one provider are one.
void Table::count_in_flight(Providers& counted) {
  std::vector<SlotNumber> slots_counted;
  for (const Copy& copy : copies_) {
    if (copy.standing != Standing::pending || !counted.add(copy.replica->provider)) continue;
    ++layout_.in_flight;
    slots_counted.push_back(copy.replica->slot);
  }
  for (const Intent& intent : seen_.intents) {
    if (!is_in_flight(intent.state)) continue;
    const Copy* copy = copy_of(intent.replica);
    const bool speaks_for_itself = copy != nullptr && copy->standing != Standing::failed;
    if (speaks_for_itself) continue;
    const auto end = slots_counted.end();
    if (std::find(slots_counted.begin(), end, intent.key.slot) != end) continue;
    ++layout_.in_flight;
    slots_counted.push_back(intent.key.slot);
  }
}

SlotState* Table::slot(SlotNumber number) {
  return number >= 1 && number <= layout_.slots.size() ? &layout_.slots[number - 1] : nullptr;
}

const Copy* Table::copy_of(ReplicaId replica) const {
  if (replica == 0) return nullptr;
  const auto found = std::find_if(copies_.begin(), copies_.end(),
                                  [&](const Copy& copy) { return copy.replica->id == replica; });
  return found == copies_.end() ? nullptr : &*found;
}

}  // namespace

bool SlotState::is_filled() const {
  return view.holder != nullptr && view.standing == Standing::healthy &&
         view.holder->facts.finding == Finding::proven;
}

Layout lay_out(const Policy& policy, const Job& job, const Observation& seen) {
  return Table(policy, job, seen).take();
}

}  // namespace raas
