#include "adapters/lotus/sector_call.h"

#include <fmt/format.h>

#include "adapters/lotus/base64.h"
#include "adapters/lotus/cbor.h"
#include "adapters/lotus/json_members.h"
#include "core/epoch.h"

namespace raas::lotus {
namespace {

constexpr std::uint64_t generate_sector_location = 1321604665;
constexpr std::uint64_t validate_sector_status = 3092458564;

/// From f00 no other messages of the tipset need to be replayed first.
std::string call_params(ActorId miner, std::uint64_t method, std::string_view cbor,
                        std::string_view tipset_key) {
  return fmt::format(R"([{{"Version":0,"To":"{}","From":"f00","Nonce":0,"Value":"0",)"
                     R"("GasLimit":0,"GasFeeCap":"0","GasPremium":"0","Method":{},)"
                     R"("Params":"{}"}},{}])",
                     provider_text(miner), method, encode_base64(cbor), tipset_key);
}

Error wrong_return(std::string_view which) {
  return Error(Code::corrupt, fmt::format("sector call: Return: no {}", which));
}

/// The CBOR of `[deadline, partition]`; both are -1 where there is no such place.
Result<std::optional<SectorLocation>> decode_aux(std::string_view aux) {
  CborReader reader(aux);
  if (reader.array() != 2U) return wrong_return("location of two");
  const auto deadline = reader.integer();
  const auto partition = reader.integer();
  if (!deadline || !partition || !reader.is_at_end()) return wrong_return("location of two");
  if (*deadline == -1 && *partition == -1) return std::optional<SectorLocation>();
  if (*deadline < 0 || *deadline >= deadlines_per_day || *partition < 0) {
    return wrong_return("location within a miner");
  }
  return std::optional(SectorLocation{static_cast<std::uint32_t>(*deadline),
                                      static_cast<std::uint64_t>(*partition)});
}

}  // namespace

std::string location_params(ActorId miner, SectorNumber sector, std::string_view tipset_key) {
  std::string cbor;
  append_cbor_array(cbor, 1);
  append_cbor_natural(cbor, sector);
  return call_params(miner, generate_sector_location, cbor, tipset_key);
}

std::string validation_params(ActorId miner, SectorNumber sector, SectorStatus status,
                              const SectorLocation& location, std::string_view tipset_key) {
  std::string aux;
  append_cbor_array(aux, 2);
  append_cbor_natural(aux, location.deadline);
  append_cbor_natural(aux, location.partition);
  std::string cbor;
  append_cbor_array(cbor, 3);
  append_cbor_natural(cbor, sector);
  append_cbor_natural(cbor, static_cast<std::uint64_t>(status));
  append_cbor_bytes(cbor, aux);
  return call_params(miner, validate_sector_status, cbor, tipset_key);
}

Result<CallOutcome> decode_state_call(const boost::json::value& result) {
  const boost::json::value* receipt = member(result, "MsgRct");
  if (receipt == nullptr) return wrong_member("sector call", "MsgRct");
  const auto exit_code = integer(member(*receipt, "ExitCode"));
  if (!exit_code) return wrong_member("sector call", "ExitCode");
  CallOutcome outcome{.exit_code = *exit_code, .returned = {}};
  const boost::json::value* returned = member(*receipt, "Return");
  if (returned == nullptr || returned->is_null()) return outcome;
  const auto encoded = text(returned);
  auto bytes = encoded ? decode_base64(*encoded) : std::nullopt;
  if (!bytes) return wrong_member("sector call", "Return");
  outcome.returned = std::move(*bytes);
  return outcome;
}

Result<LocatedStatus> decode_location(std::string_view returned) {
  CborReader reader(returned);
  if (reader.array() != 2U) return wrong_return("array of two");
  const auto status = reader.natural();
  if (!status || *status > static_cast<std::uint64_t>(SectorStatus::faulty)) {
    return wrong_return("status of 0 to 2");
  }
  const auto aux = reader.bytes();
  if (!aux || !reader.is_at_end()) return wrong_return("byte string");
  const auto location = decode_aux(*aux);
  if (!location) return location.error();
  LocatedStatus located{static_cast<SectorStatus>(*status), *location};
  if (located.status != SectorStatus::dead && !located.location) {
    return wrong_return("location of a live sector");
  }
  return located;
}

Result<bool> decode_validation(std::string_view returned) {
  CborReader reader(returned);
  const auto value = reader.boolean();
  if (!value || !reader.is_at_end()) return wrong_return("bool");
  return *value;
}

}  // namespace raas::lotus
