#include "adapters/api/job_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "adapters/api/iso_time.h"
#include "adapters/api/names.h"
#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

namespace {

json::string name_json(std::string_view name) {
  return json::string(name.data(), name.size());
}

json::value provider_json(ActorId provider) {
  if (provider == no_provider) return nullptr;
  return text_json(provider_text(provider));
}

json::array providers_json(const std::vector<ActorId>& providers) {
  json::array array;
  for (const ActorId provider : providers) array.push_back(provider_json(provider));
  return array;
}

/// 0 = none.
json::value id_json(std::uint64_t id) {
  return id == 0 ? json::value(nullptr) : json::value(id);
}

json::value piece_json(const Piece& piece) {
  if (piece.cid.empty()) return nullptr;
  return json::object{{"cid", text_json(piece.cid.text())}, {"size", piece.padded_size}};
}

void set_terms(json::object& job, const Terms& terms, const ChainTime& time) {
  job["replication"] = json::object{{"enabled", terms.replicate},
                                    {"copies_min", terms.copies_min},
                                    {"copies_target", terms.copies_target},
                                    {"copies_max", terms.copies_max}};
  job["renewal"] =
      json::object{{"enabled", terms.renew}, {"threshold_epochs", terms.renew_below_epochs}};
  job["repair"] =
      json::object{{"enabled", terms.repair}, {"not_proven_epochs", terms.repair_after_epochs}};
  set_epoch(job, "end", terms.end_epoch, time);
  job["deal_duration_epochs"] = terms.deal_duration_epochs;
  job["verified"] = terms.verified;
  job["price_max_attofil_per_gib_epoch"] =
      terms.price_max ? json::value(text_json(terms.price_max->text())) : json::value(nullptr);
  job["providers"] = json::object{{"excluded", providers_json(terms.providers_excluded)},
                                  {"trusted", providers_json(terms.providers_trusted)}};
}

json::object replica_json(const ReplicaStatus& status, const ChainTime& time) {
  const Replica& replica = status.replica;
  json::object object{{"id", replica.id},
                      {"slot", replica.slot},
                      {"standing", name_json(name_of(status.standing))},
                      {"provider", provider_json(replica.provider)},
                      {"record", name_json(name_of(replica.record))}};
  object["deal"] = id_json(replica.deal);
  object["sector"] = replica.sector ? json::value(*replica.sector) : json::value(nullptr);
  object["piece"] = piece_json(replica.piece);
  object["made_by_us"] = replica.made_by_us;
  set_epoch(object, "start", replica.start_epoch, time);
  set_epoch(object, "end", replica.end_epoch, time);
  object["finding"] = name_json(name_of(replica.facts.finding));
  object["recovering"] = replica.facts.recovering;
  object["readings"] = replica.facts.readings;
  set_epoch(object, "since", replica.facts.since, time);
  set_epoch(object, "read", replica.facts.read_at, time);
  return object;
}

json::object intent_json(const Intent& intent, const ChainTime& time) {
  json::object object{{"slot", intent.key.slot},
                      {"generation", intent.key.generation},
                      {"reason", name_json(name_of(intent.reason))},
                      {"state", name_json(name_of(intent.state))},
                      {"provider", provider_json(intent.provider)}};
  object["replaces"] = id_json(intent.replaces);
  object["request_id"] = id_json(intent.request_id);
  object["replica"] = id_json(intent.replica);
  object["duration_epochs"] = intent.duration_epochs;
  set_epoch(object, "recorded", intent.recorded_epoch, time);
  set_epoch(object, "start_max", intent.start_epoch_max, time);
  set_epoch(object, "ask_after", intent.ask_after, time);
  object["because"] = text_json(intent.because);
  return object;
}

/// Every slot up to the target, and those beyond that still hold something.
std::map<SlotNumber, Slot> slots_of(const JobStatus& status) {
  std::map<SlotNumber, Slot> slots;
  const auto add = [&](SlotNumber number) { slots.try_emplace(number, Slot{.number = number}); };
  for (const Slot& slot : status.job.slots) slots[slot.number] = slot;
  for (SlotNumber number = 1; number <= status.job.terms.copies_target; ++number) add(number);
  for (const ReplicaStatus& replica : status.replicas) add(replica.replica.slot);
  for (const Intent& intent : status.intents) add(intent.key.slot);
  slots.erase(0);
  return slots;
}

json::object slot_json(const Slot& slot, const JobStatus& status, const ChainTime& time) {
  json::array replicas;
  for (const ReplicaStatus& replica : status.replicas) {
    if (replica.replica.slot == slot.number) replicas.push_back(replica.replica.id);
  }
  const bool in_flight =
      std::any_of(status.intents.begin(), status.intents.end(),
                  [&](const Intent& intent) { return intent.key.slot == slot.number; });
  json::object object{{"slot", slot.number},
                      {"replicas", std::move(replicas)},
                      {"in_flight", in_flight},
                      {"generation", slot.generation},
                      {"failures", slot.failures}};
  set_epoch(object, "not_before", slot.not_before, time);
  return object;
}

}  // namespace

json::string text_json(std::string_view text) {
  const auto clean = clean_utf8(text);
  return json::string(clean.data(), clean.size());
}

void set_epoch(json::object& object, std::string_view name, Epoch epoch, const ChainTime& time) {
  const std::string prefix(name);
  // Beyond the year 9999 no date can be written, and the product could overflow.
  const bool has_date = epoch >= 0 && epoch <= time.epoch_at(iso_unix_ms_max);
  object[prefix + "_epoch"] = epoch < 0 ? json::value(nullptr) : json::value(epoch);
  object[prefix + "_at"] = has_date ? json::value(text_json(iso_time_text(time.unix_ms_at(epoch))))
                                    : json::value(nullptr);
}

json::object job_summary_json(const JobStatus& status, const ChainTime& time) {
  const Job& job = status.job;
  json::object object{{"id", job.id},
                      {"client", text_json(job.client)},
                      {"label", text_json(job.label)},
                      {"cid", text_json(job.payload_text)},
                      {"cid_canonical", text_json(job.payload.text())},
                      {"piece", piece_json(job.piece)},
                      {"state", name_json(name_of(job.state))},
                      {"origin", name_json(name_of(job.origin))}};
  object["copies"] = json::object{{"target", job.terms.copies_target},
                                  {"lasting", status.copies_lasting},
                                  {"in_flight", status.copies_in_flight}};
  set_terms(object, job.terms, time);
  set_epoch(object, "registered", job.registered_epoch, time);
  object["next"] = text_json(status.next);
  set_epoch(object, "next_look", status.next_look, time);
  return object;
}

json::object job_json(const JobStatus& status, const ChainTime& time) {
  json::object object = job_summary_json(status, time);
  json::array slots;
  for (const auto& [number, slot] : slots_of(status))
    slots.push_back(slot_json(slot, status, time));
  json::array replicas;
  for (const ReplicaStatus& replica : status.replicas) {
    replicas.push_back(replica_json(replica, time));
  }
  json::array intents;
  for (const Intent& intent : status.intents) intents.push_back(intent_json(intent, time));
  object["slots"] = std::move(slots);
  object["replicas"] = std::move(replicas);
  object["intents"] = std::move(intents);
  return object;
}

json::object history_json(const HistoryEntry& entry, const ChainTime& time) {
  json::object object{
      {"seq", entry.seq},
      {"job", entry.job},
      {"event", text_json(entry.event)},
      {"slot", id_json(entry.slot)},
      {"key", entry.key.empty() ? json::value(nullptr) : json::value(text_json(entry.key))},
      {"because", text_json(entry.because)}};
  json::error_code ec;
  auto inputs = json::parse(entry.inputs.empty() ? "{}" : entry.inputs, ec);
  object["inputs"] = ec ? json::value(text_json(entry.inputs)) : std::move(inputs);
  object["epoch"] = entry.epoch < 0 ? json::value(nullptr) : json::value(entry.epoch);
  object["time"] = text_json(iso_time_text(entry.unix_ms));
  set_epoch(object, "tip", entry.tip, time);
  return object;
}

}  // namespace raas::api
