#include "filecoin/sector_methods.h"

#include "filecoin/cbor.h"

namespace mock {

namespace {

// Numbers of exported methods, made from their names by FRC-0042.
constexpr std::uint64_t generate_sector_location = 1321604665;
constexpr std::uint64_t validate_sector_status = 3092458564;
constexpr std::uint64_t get_nominal_sector_expiration = 3010055991;

/// What the three methods take and give for a sector's status.
enum class StatusCode : std::uint8_t { dead = 0, active = 1, faulty = 2 };

/// A deadline and a partition; both -1 = nowhere.
struct Location {
  std::int64_t deadline = -1;
  std::int64_t partition = -1;

  friend bool operator==(const Location&, const Location&) = default;
};

StatusCode code_of(SectorStatus status) {
  switch (status) {
    case SectorStatus::live: return StatusCode::active;
    case SectorStatus::faulty:
    case SectorStatus::recovering: return StatusCode::faulty;
    case SectorStatus::none:
    case SectorStatus::terminated: break;
  }
  return StatusCode::dead;
}

/// A sector number as a call gives it, looked up; nullptr = the miner's list does not have it.
const Sector* listed(const RpcQuery& query, const Miner& miner, std::int64_t number) {
  const Sector* sector = miner.find(static_cast<SectorNumber>(number));
  return sector != nullptr && sector->is_listed_at(query.state) ? sector : nullptr;
}

Location location_of(const RpcQuery& query, const Miner& miner, const Sector* sector) {
  if (sector == nullptr) return {};
  const auto partition = miner.partition_of(*sector, query.state);
  if (!partition) return {};
  return {static_cast<std::int64_t>(sector->placing().deadline),
          static_cast<std::int64_t>(*partition)};
}

StatusCode status_code(const RpcQuery& query, const Miner& miner, const Sector* sector) {
  return sector == nullptr ? StatusCode::dead : code_of(query.status_of(miner, *sector));
}

Returned generate_location(const RpcQuery& query, const Miner& miner, CborReader params) {
  if (!params.array(1)) return {ExitCode::serialization, {}};
  const auto number = params.number();
  if (!number || *number < 0 || !params.is_at_end()) return {ExitCode::serialization, {}};

  const Sector* sector = listed(query, miner, *number);
  const Location location = location_of(query, miner, sector);
  std::string inner;
  CborWriter aux(inner);
  aux.array(2);
  aux.number(location.deadline);
  aux.number(location.partition);
  Returned returned;
  CborWriter out(returned.value);
  out.array(2);
  out.number(static_cast<std::int64_t>(status_code(query, miner, sector)));
  out.bytes(inner);
  return returned;
}

std::optional<Location> location_in(std::string_view bytes) {
  CborReader aux(bytes);
  if (!aux.array(2)) return std::nullopt;
  const auto deadline = aux.number();
  const auto partition = aux.number();
  if (!deadline || !partition || !aux.is_at_end()) return std::nullopt;
  return Location{*deadline, *partition};
}

Returned validate_status(const RpcQuery& query, const Miner& miner, CborReader params) {
  if (!params.array(3)) return {ExitCode::serialization, {}};
  const auto number = params.number();
  const auto status = params.number();
  const auto bytes = params.bytes();
  if (!number || *number < 0 || !status || !bytes || !params.is_at_end()) {
    return {ExitCode::serialization, {}};
  }
  const auto location = location_in(*bytes);
  if (!location || *status < 0 || *status > static_cast<int>(StatusCode::faulty)) {
    return {ExitCode::serialization, {}};
  }
  if ((location->deadline < 0) != (location->partition < 0)) {
    return {ExitCode::illegal_argument, {}};
  }
  const Sector* sector = listed(query, miner, *number);
  const auto claimed = static_cast<StatusCode>(*status);
  bool is_so = false;
  if (*location == Location{}) {
    is_so = claimed == StatusCode::dead && sector == nullptr;
  } else if (sector == nullptr || *location != location_of(query, miner, sector)) {
    return {ExitCode::not_found, {}};
  } else {
    is_so = claimed == status_code(query, miner, sector);
  }
  Returned returned;
  CborWriter(returned.value).boolean(is_so);
  return returned;
}

Returned nominal_expiration(const RpcQuery& query, const Miner& miner, CborReader params) {
  const auto number = params.number();
  if (!number || *number < 0 || !params.is_at_end()) return {ExitCode::serialization, {}};
  const Sector* sector = listed(query, miner, *number);
  if (sector == nullptr) return {ExitCode::not_found, {}};
  Returned returned;
  CborWriter(returned.value).number(sector->placing().expiration);
  return returned;
}

}  // namespace

Returned call_miner(const RpcQuery& query, const Miner& miner, const CallMessage& message) {
  const CborReader params(message.params);
  switch (message.method) {
    case generate_sector_location: return generate_location(query, miner, params);
    case validate_sector_status: return validate_status(query, miner, params);
    case get_nominal_sector_expiration: return nominal_expiration(query, miner, params);
    default: return {ExitCode::unhandled_message, {}};
  }
}

}  // namespace mock
