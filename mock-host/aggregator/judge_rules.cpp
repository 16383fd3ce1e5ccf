// What a request must not do. It is judged when the aggregator accepts it, by what the books and
// the chain say at that moment.
#include <algorithm>

#include "aggregator/judge_state.h"

namespace mock {
namespace {

constexpr Epochs hour = epochs_per_day / 24;
/// A node may be silent for so long before its word of before is too old to act upon: three looks
/// at its head that fail, and the age at which a bad reading must be made again.
constexpr Epochs silence_max = 3 * hour;

/// The most that @p entries hold in any window of an hour around @p at.
template <class Entries, class Value>
Value most_in_an_hour(const Entries& entries, Epoch at,
                      Value (*value_of)(typename Entries::const_reference)) {
  Value most{};
  Value sum{};
  auto first = entries.upper_bound(at - hour);
  auto next = first;
  for (; first != entries.end() && first->first <= at; ++first) {
    for (; next != entries.end() && next->first < first->first + hour; ++next) {
      sum += value_of(*next);
    }
    most = std::max(most, sum);
    sum -= value_of(*first);
  }
  return most;
}

}  // namespace

/// When the plugin decided on it: the start epoch counts from there.
Epoch Judge::State::decided_at(const DealRecord& record) const {
  return std::min(record.accepted_epoch, record.terms.start_epoch_max - limits.sealing_max_epochs);
}

void Judge::State::check_request(const DealRecord& record, JudgedJob& judged) {
  check_client_word(record, judged);
  check_copies(record, judged.job);
  check_knowledge(record, record.terms.key);
}

void Judge::State::check_client_word(const DealRecord& record, const JudgedJob& judged) {
  const auto& job = judged.job;
  const auto name = "request " + record.terms.key + " (" + record.terms.reason + ") was made ";
  if (judged.cancelled) violation(name + "for a cancelled job");
  if (judged.paused) violation(name + "for a paused job");
  if (job.end_epoch != no_epoch && aggregator.now() >= job.end_epoch) {
    violation(name + "after the end of its job at epoch " + std::to_string(job.end_epoch));
  }
}

void Judge::State::check_copies(const DealRecord& record, const RegisteredJob& job) {
  const auto& ids = aggregator.book().of_payload(record.terms.payload_cid);
  const auto there = std::count_if(ids.begin(), ids.end(), [&](RecordId id) {
    const auto& other = *aggregator.book().find(id);
    return id != record.id &&
           (copies.is_in_flight(other) || copies.is_lasting(other, job.renew_below_epochs));
  });
  const auto complain = [&](std::uint32_t limit, const char* what) {
    violation("request " + record.terms.key + " (" + record.terms.reason + ") was made while " +
              std::to_string(there) + " copies of " + record.terms.payload_cid +
              " were lasting or in flight, " + what + " " + std::to_string(limit) + " are wanted");
  };
  if (there >= static_cast<std::int64_t>(job.copies_max)) {
    ++over_replicated;
    return complain(job.copies_max, "at most");
  }
  if (there >= static_cast<std::int64_t>(job.copies_target)) complain(job.copies_target, "only");
}

void Judge::State::check_knowledge(const DealRecord& record, const std::string& name) {
  const Epoch decided = decided_at(record);
  for (const auto& [from, to] : silences) {
    if (decided <= from + silence_max || (to != no_epoch && decided >= to)) continue;
    violation("request " + name + " was decided on at epoch " + std::to_string(decided) +
              ", when the node had told nothing since epoch " + std::to_string(from));
  }
}

void Judge::State::check_budget(const DealRecord& record) {
  const Epoch at = decided_at(record);
  auto& spent = decided[at];
  ++spent.deals;
  spent.bytes += record.terms.piece_size;
  using Entry = const std::pair<const Epoch, Spent>&;
  const auto deals = most_in_an_hour<std::map<Epoch, Spent>, std::uint64_t>(
      decided, at, [](Entry entry) -> std::uint64_t { return entry.second.deals; });
  if (limits.deals_per_hour_max != 0 && deals > limits.deals_per_hour_max) {
    violation(std::to_string(deals) + " deals were decided on within an hour around epoch " +
              std::to_string(at) + ", " + std::to_string(limits.deals_per_hour_max) +
              " are allowed");
  }
  const auto bytes = most_in_an_hour<std::map<Epoch, Spent>, std::uint64_t>(
      decided, at, [](Entry entry) { return entry.second.bytes; });
  const bool is_alone = deals == 1;  // A piece that is larger than the limit goes alone.
  if (limits.bytes_per_hour_max != 0 && bytes > limits.bytes_per_hour_max && !is_alone) {
    violation(std::to_string(bytes) + " bytes were decided on within an hour around epoch " +
              std::to_string(at) + ", " + std::to_string(limits.bytes_per_hour_max) +
              " are allowed");
  }
}

void Judge::State::check_provider_limits(const DealRecord& record) {
  auto& seen_of = providers[record.provider];
  const Epoch at = decided_at(record);
  ++seen_of.decided[at];
  using Entry = const std::pair<const Epoch, std::uint32_t>&;
  const auto deals = most_in_an_hour<std::map<Epoch, std::uint32_t>, std::uint64_t>(
      seen_of.decided, at, [](Entry entry) -> std::uint64_t { return entry.second; });
  const auto allowed = limits.deals_per_hour_per_provider_max;
  if (allowed != 0 && deals > allowed) {
    violation(std::to_string(deals) + " deals at " + provider_text(record.provider) +
              " were decided on within an hour around epoch " + std::to_string(at) + ", " +
              std::to_string(allowed) + " are allowed");
  }
  if (++seen_of.in_flight > limits.in_flight_per_provider_max) {
    violation(std::to_string(seen_of.in_flight) + " deals are under way at " +
              provider_text(record.provider) + ", " +
              std::to_string(limits.in_flight_per_provider_max) + " are allowed");
  }
}

void Judge::State::count_in_flight(const DealRecord& record) {
  if (is_terminal(record.state)) {
    if (in_flight.erase(record.id) != 0) note_result(record);
    return;
  }
  if (!in_flight.insert(record.id).second || in_flight.size() <= limits.in_flight_max) return;
  violation(std::to_string(in_flight.size()) + " deals are under way, " +
            std::to_string(limits.in_flight_max) + " are allowed");
}

void Judge::State::note_result(const DealRecord& record) {
  if (record.provider == 0) return;
  auto& seen_of = providers[record.provider];
  if (seen_of.in_flight > 0) --seen_of.in_flight;
  if (record.state == DealState::active) {
    seen_of.failures_in_row = 0;
    activations.push_back(aggregator.now());
  }
  if (record.fault != DealFault::provider) return;
  Epochs rest = limits.rest_min_epochs;
  for (std::uint32_t n = 0; n < seen_of.failures_in_row && rest < limits.rest_max_epochs; ++n) {
    rest *= 2;
  }
  ++seen_of.failures_in_row;
  seen_of.rests_until = aggregator.now() + std::min(rest, limits.rest_max_epochs);
}

}  // namespace mock
