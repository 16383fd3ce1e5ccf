// What miner actors answer about their sectors and deadlines.
#include <algorithm>
#include <span>

#include "filecoin/bitfield_json.h"
#include "filecoin/rpc_method.h"

namespace mock {

namespace {

bool is_there(const Sector& sector, Epoch state) {
  return sector.placing().activation <= state;
}

bool is_faulty(SectorStatus status) {
  return status == SectorStatus::faulty || status == SectorStatus::recovering;
}

bool is_live(SectorStatus status) {
  return status == SectorStatus::live || is_faulty(status);
}

/// The sectors of one partition, in the state of one epoch.
struct Partition {
  const Miner& miner;
  std::span<const std::uint32_t> places;
  Epoch state;

  template <class Belongs>
  void write(std::string_view name, JsonWriter& out, const Belongs& belongs) const {
    out.key(name);
    BitfieldJson set(out);
    for (const std::uint32_t place : places) {
      const Sector& sector = miner.sector(place);
      if (belongs(sector)) set.add(sector.placing().number);
    }
    set.finish();
  }
};

void write_partition(const Partition& partition, JsonWriter& out) {
  const Epoch state = partition.state;
  out.begin_object();
  partition.write("AllSectors", out, [](const Sector&) { return true; });
  partition.write("FaultySectors", out,
                  [&](const Sector& sector) { return is_faulty(sector.status_at(state)); });
  partition.write("RecoveringSectors", out, [&](const Sector& sector) {
    return sector.status_at(state) == SectorStatus::recovering;
  });
  partition.write("LiveSectors", out,
                  [&](const Sector& sector) { return is_live(sector.status_at(state)); });
  partition.write("ActiveSectors", out,
                  [&](const Sector& sector) { return sector.is_active_at(state); });
  out.end_object();
}

/// The sectors that were in the deadline in the state of @p state: the first ones, as they come in
/// by time.
std::span<const std::uint32_t> in_deadline_at(const Miner& miner, std::uint64_t deadline,
                                              Epoch state) {
  const auto places = miner.in_deadline(deadline);
  const auto end = std::partition_point(places.begin(), places.end(), [&](std::uint32_t place) {
    return is_there(miner.sector(place), state);
  });
  return places.first(static_cast<std::size_t>(end - places.begin()));
}

/// How many partitions of a deadline had a sector proven at the end of its last window.
std::uint64_t proofs_of_last_window(const Miner& miner, std::uint64_t deadline, Epoch state) {
  const Window next = miner.calendar().window_at_or_after(deadline, state + 1);
  const Epoch judged = next.last() - proving_period;
  const auto places = in_deadline_at(miner, deadline, judged);
  std::uint64_t proofs = 0;
  for (std::size_t from = 0; from < places.size(); from += partition_sectors_max) {
    const auto partition =
        places.subspan(from, std::min(partition_sectors_max, places.size() - from));
    if (std::any_of(partition.begin(), partition.end(), [&](std::uint32_t place) {
          return miner.sector(place).is_active_at(judged);
        })) {
      ++proofs;
    }
  }
  return proofs;
}

template <class Belongs>
void write_sectors(const RpcQuery& query, JsonWriter& out, const Belongs& belongs) {
  BitfieldJson set(out);
  for (const Sector& sector : query.miner->sectors()) {
    if (belongs(sector.status_at(query.state))) set.add(sector.placing().number);
  }
  set.finish();
}

}  // namespace

std::optional<RpcFailure> state_miner_partitions(const RpcQuery& query, JsonWriter& out) {
  const std::uint64_t deadline = query.arguments.number;
  if (deadline >= deadlines_per_period) {
    return RpcFailure{.message = "failed to load the deadline: invalid deadline " +
                                 std::to_string(deadline)};
  }
  const auto places = in_deadline_at(*query.miner, deadline, query.state);
  if (places.empty()) {
    out.null();
    return std::nullopt;
  }
  out.begin_array();
  for (std::size_t from = 0; from < places.size(); from += partition_sectors_max) {
    const std::size_t size = std::min(partition_sectors_max, places.size() - from);
    write_partition({*query.miner, places.subspan(from, size), query.state}, out);
  }
  out.end_array();
  return std::nullopt;
}

std::optional<RpcFailure> state_miner_proving_deadline(const RpcQuery& query, JsonWriter& out) {
  const ProvingCalendar& calendar = query.miner->calendar();
  const std::uint64_t deadline = calendar.deadline_at(query.height);
  const Window window = calendar.window_at_or_after(deadline, query.height);
  out.begin_object();
  out.key("CurrentEpoch").number(query.height);
  out.key("PeriodStart").number(calendar.period_start(query.height));
  out.key("Index").number(deadline);
  out.key("Open").number(window.open);
  out.key("Close").number(window.close());
  out.key("Challenge").number(window.challenge());
  out.key("FaultCutoff").number(window.fault_cutoff());
  out.key("WPoStPeriodDeadlines").number(deadlines_per_period);
  out.key("WPoStProvingPeriod").number(proving_period);
  out.key("WPoStChallengeWindow").number(challenge_window);
  out.key("WPoStChallengeLookback").number(challenge_lookback);
  out.key("FaultDeclarationCutoff").number(fault_declaration_cutoff);
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_miner_deadlines(const RpcQuery& query, JsonWriter& out) {
  out.begin_array();
  for (std::uint64_t deadline = 0; deadline < deadlines_per_period; ++deadline) {
    out.begin_object();
    // Proofs are sent at the end of a window, when cron clears this set: nobody ever sees one in
    // it.
    out.key("PostSubmissions");
    BitfieldJson(out).finish();
    out.key("DisputableProofCount")
        .number(proofs_of_last_window(*query.miner, deadline, query.state));
    out.key("DailyFee").text("0");
    out.end_object();
  }
  out.end_array();
  return std::nullopt;
}

std::optional<RpcFailure> state_miner_faults(const RpcQuery& query, JsonWriter& out) {
  write_sectors(query, out, is_faulty);
  return std::nullopt;
}

std::optional<RpcFailure> state_miner_recoveries(const RpcQuery& query, JsonWriter& out) {
  write_sectors(query, out, [](SectorStatus status) { return status == SectorStatus::recovering; });
  return std::nullopt;
}

std::optional<RpcFailure> state_miner_sector_count(const RpcQuery& query, JsonWriter& out) {
  std::uint64_t live = 0;
  std::uint64_t active = 0;
  std::uint64_t faulty = 0;
  for (const Sector& sector : query.miner->sectors()) {
    const SectorStatus status = sector.status_at(query.state);
    if (is_live(status)) ++live;
    if (is_faulty(status)) ++faulty;
    if (sector.is_active_at(query.state)) ++active;
  }
  out.begin_object();
  out.key("Live").number(live);
  out.key("Active").number(active);
  out.key("Faulty").number(faulty);
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_sector_partition(const RpcQuery& query, JsonWriter& out) {
  const Sector* sector = query.miner->find(query.arguments.number);
  if (sector == nullptr || !is_there(*sector, query.state)) {
    return RpcFailure{.message = "sector " + std::to_string(query.arguments.number) +
                                 " not due at any deadline"};
  }
  out.begin_object();
  out.key("Deadline").number(sector->placing().deadline);
  out.key("Partition").number(query.miner->partition_of(*sector));
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
