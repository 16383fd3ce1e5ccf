// What miner actors answer about their sectors and deadlines.
#include <algorithm>
#include <span>
#include <vector>

#include "filecoin/bitfield_json.h"
#include "filecoin/rpc_method.h"

namespace mock {

namespace {

bool is_faulty(SectorStatus status) {
  return status == SectorStatus::faulty || status == SectorStatus::recovering;
}

bool is_live(SectorStatus status) {
  return status == SectorStatus::live || is_faulty(status);
}

/// The sectors of one partition, in the state asked about.
class Partition {
 public:
  struct Member {
    SectorNumber number;
    SectorStatus status;
    bool is_proven_once;
  };

  Partition(const RpcQuery& query, std::span<const std::uint32_t> places) {
    members_.reserve(places.size());
    for (const std::uint32_t place : places) {
      const Sector& sector = query.miner->sector(place);
      members_.push_back({.number = sector.placing().number,
                          .status = query.status_of(*query.miner, sector),
                          .is_proven_once = query.state >= sector.placing().first_proof});
    }
  }

  template <class Belongs>
  void write(std::string_view name, JsonWriter& out, const Belongs& belongs) const {
    out.key(name);
    BitfieldJson set(out);
    for (const Member& member : members_) {
      if (belongs(member)) set.add(member.number);
    }
    set.finish();
  }

 private:
  std::vector<Member> members_;
};

void write_partition(const Partition& partition, JsonWriter& out) {
  using Member = Partition::Member;
  out.begin_object();
  partition.write("AllSectors", out, [](const Member&) { return true; });
  partition.write("FaultySectors", out,
                  [](const Member& member) { return is_faulty(member.status); });
  partition.write("RecoveringSectors", out,
                  [](const Member& member) { return member.status == SectorStatus::recovering; });
  partition.write("LiveSectors", out, [](const Member& member) { return is_live(member.status); });
  partition.write("ActiveSectors", out, [](const Member& member) {
    return member.is_proven_once && member.status == SectorStatus::live;
  });
  out.end_object();
}

/// How many partitions of a deadline had a sector proven at the end of its last window.
std::uint64_t proofs_of_last_window(const Miner& miner, std::uint64_t deadline, Epoch state) {
  const Window next = miner.calendar().window_at_or_after(deadline, state + 1);
  const Epoch judged = next.last() - proving_period;
  const Places places = miner.in_deadline_at(deadline, judged);
  std::uint64_t proofs = 0;
  for (std::size_t index = 0; index < miner.partition_count(places); ++index) {
    const auto partition = miner.partition(places, index);
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
    if (belongs(query.status_of(*query.miner, sector))) set.add(sector.placing().number);
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
  const Places places = query.miner->in_deadline_at(deadline, query.state);
  const std::size_t partitions = query.miner->partition_count(places);
  if (partitions == 0) {
    out.null();
    return std::nullopt;
  }
  out.begin_array();
  for (std::size_t index = 0; index < partitions; ++index) {
    write_partition({query, query.miner->partition(places, index)}, out);
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
    const SectorStatus status = query.status_of(*query.miner, sector);
    if (is_live(status)) ++live;
    if (is_faulty(status)) ++faulty;
    if (query.is_active(*query.miner, sector)) ++active;
  }
  out.begin_object();
  out.key("Live").number(live);
  out.key("Active").number(active);
  out.key("Faulty").number(faulty);
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
