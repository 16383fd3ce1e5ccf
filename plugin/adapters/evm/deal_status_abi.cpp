#include "adapters/evm/deal_status_abi.h"

#include <algorithm>

#include "adapters/evm/abi_reader.h"
#include "adapters/evm/abi_writer.h"

namespace raas::evm {
namespace {

constexpr std::string_view selector_complete("\x60\xb9\x31\x84", 4);
constexpr std::string_view selector_get_all_deals("\x49\x6a\x9d\x21", 4);
constexpr std::string_view selector_get_all_cids("\x34\x10\xe7\xce", 4);
constexpr std::string_view selector_get_requests("\x07\x50\xae\x3f", 4);
constexpr std::string_view selector_get_active_deals("\xf5\x03\x43\x01", 4);
constexpr std::string_view selector_is_completed("\x26\x8c\x3a\xc9", 4);
constexpr std::string_view selector_get_expiring_deals("\x81\xbc\xd8\x8c", 4);

std::string call(std::string_view selector, const AbiTuple& arguments) {
  return std::string(selector) + arguments.encoded();
}

/// Three words in a row.
Result<Thresholds> thresholds_in(const AbiReader& reader, std::size_t at) {
  const auto replication = reader.word(at);
  const auto repair = reader.word(at + 1);
  const auto renew = reader.word(at + 2);
  if (!renew) return Error(renew.error());
  return Thresholds{*replication, *repair, *renew};
}

Result<RequestEvent> read_request(std::string_view id, std::string_view data, bool with_raas) {
  const auto id_word = AbiReader(id).word(0);
  if (!id_word) return Error(id_word.error());
  const AbiReader reader(data);
  RequestEvent event{.id = *id_word, .cid = {}, .thresholds = {}};
  const auto cid = reader.bytes(0);
  if (!cid) return cid.error().within("cid");
  event.cid = *cid;
  if (!with_raas) return event;
  auto thresholds = thresholds_in(reader, 1);
  if (!thresholds) return std::move(thresholds).error();
  event.thresholds = *thresholds;
  return event;
}

/// (bytes cid, address client, bool withRaaS, uint64 epoch, uint64 replication, repair, renew)
Result<RequestRecord> read_record(const AbiReader& tuple) {
  const auto cid = tuple.bytes(0);
  if (!cid) return Error(cid.error());
  const auto with_raas = tuple.number(2);
  if (!with_raas) return Error(with_raas.error());
  const auto epoch = tuple.number(3);
  if (!epoch) return Error(epoch.error());
  RequestRecord record{.cid = *cid, .epoch = *epoch, .thresholds = {}};
  if (*with_raas == 0) return record;
  const auto thresholds = thresholds_in(tuple, 4);
  if (!thresholds) return Error(thresholds.error());
  record.thresholds = *thresholds;
  return record;
}

AbiTuple path_tuple(const MerklePath& path) {
  AbiTuple tuple;
  tuple.number(path.index).words(path.siblings);
  return tuple;
}

}  // namespace

Result<RequestEvent> decode_request(const std::vector<std::string>& topics, std::string_view data) {
  const std::string topic = topics.empty() ? std::string() : hex_of(topics.front());
  const bool with_raas = topic == topic_request_with_raas;
  if (!with_raas && topic != topic_request) {
    return Error(Code::not_found, "request log: found topic " + topic.substr(0, 66));
  }
  if (topics.size() != 2) {
    return Error(Code::corrupt,
                 "request log: found " + std::to_string(topics.size()) + " topics, expected 2");
  }
  auto event = read_request(topics[1], data, with_raas);
  return event ? std::move(event) : std::move(event).error().within("request log");
}

Result<std::vector<ReportedDeal>> decode_deals(std::string_view result) {
  const auto array = AbiReader(result).array(0, 2);
  if (!array) return array.error().within("deals");
  std::vector<ReportedDeal> deals;
  deals.reserve(array->count);
  for (std::size_t i = 0; i < array->count; ++i) {
    const auto deal = array->elements.number(2 * i);
    const auto miner = array->elements.number(2 * i + 1);
    if (!deal) return deal.error().within("deals");
    if (!miner) return miner.error().within("deals");
    if (*deal != 0 || *miner != 0) deals.push_back({*deal, *miner});
  }
  return deals;
}

Result<std::vector<std::string_view>> decode_cids(std::string_view result) {
  const auto array = AbiReader(result).array(0, 1);
  if (!array) return array.error().within("cids");
  std::vector<std::string_view> cids;
  cids.reserve(array->count);
  for (std::size_t i = 0; i < array->count; ++i) {
    const auto cid = array->elements.bytes(i);
    if (!cid) return cid.error().within("cids");
    cids.push_back(*cid);
  }
  return cids;
}

Result<std::vector<RequestRecord>> decode_requests(std::string_view result, std::size_t count_max) {
  const auto array = AbiReader(result).array(0, 1);
  if (!array) return array.error().within("requests");
  if (array->count > count_max) {
    return Error(Code::corrupt, "requests: found " + std::to_string(array->count) + ", asked for " +
                                    std::to_string(count_max));
  }
  std::vector<RequestRecord> records;
  for (std::size_t i = 0; i < array->count; ++i) {
    const auto tuple = array->elements.tuple(i);
    if (!tuple) return tuple.error().within("requests");
    const auto record = read_record(*tuple);
    if (!record) return record.error().within("requests");
    records.push_back(*record);
  }
  return records;
}

std::string call_get_all_deals(std::string_view cid) {
  return call(selector_get_all_deals, AbiTuple().bytes(cid));
}

std::string call_get_active_deals(std::string_view cid) {
  return call(selector_get_active_deals, AbiTuple().bytes(cid));
}

std::string call_get_expiring_deals(std::string_view cid, std::uint64_t epochs) {
  return call(selector_get_expiring_deals, AbiTuple().bytes(cid).number(epochs));
}

std::string call_get_all_cids() {
  return std::string(selector_get_all_cids);
}

std::string call_get_requests(std::uint64_t from_id, std::uint64_t count) {
  return call(selector_get_requests, AbiTuple().number(from_id).number(count));
}

std::string call_complete(const Completion& completion) {
  AbiTuple proof;
  proof.tuple(path_tuple(completion.proof.subtree)).tuple(path_tuple(completion.proof.index));
  AbiTuple segment;
  segment.bytes(completion.segment.cid.bytes()).number(completion.segment.padded_size);
  return call(selector_complete, AbiTuple()
                                     .number(completion.request)
                                     .number(completion.reported.deal)
                                     .number(completion.reported.miner)
                                     .tuple(proof)
                                     .tuple(segment));
}

std::optional<CompletedDeal> completed_by(std::string_view calldata) {
  if (!calldata.starts_with(selector_complete)) return std::nullopt;
  const AbiReader arguments(calldata.substr(selector_complete.size()));
  const auto request = arguments.number(0);
  const auto deal = arguments.number(1);
  if (!request || !deal) return std::nullopt;
  return CompletedDeal{*request, *deal};
}

std::string call_is_completed(const CompletedDeal& completed) {
  return call(selector_is_completed, AbiTuple().number(completed.request).number(completed.deal));
}

}  // namespace raas::evm
