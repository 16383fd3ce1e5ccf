#include "aggregator/open_batches.h"

#include <algorithm>

namespace mock {

std::optional<RecordId> OpenBatches::room_for(const DealRecord& record, ActorId provider) const {
  const DealTerms& terms = record.terms;
  for (const auto& [leader, batch] : batches_) {
    const bool is_same_deal = batch.provider == provider && batch.verified == terms.verified &&
                              batch.duration_epochs == terms.duration_epochs;
    const bool has_payload =
        std::any_of(batch.payloads.begin(), batch.payloads.end(),
                    [&](const auto& member) { return member.second == terms.payload_cid; });
    if (is_same_deal && !has_payload && batch.payloads.size() < pieces_max_) return leader;
  }
  return std::nullopt;
}

std::vector<ActorId> OpenBatches::providers() const {
  std::vector<ActorId> ids;
  for (const auto& [leader, batch] : batches_) ids.push_back(batch.provider);
  return ids;
}

void OpenBatches::add(const DealRecord& record) {
  Batch& batch = batches_[record.batch];
  batch.provider = record.provider;
  batch.duration_epochs = record.terms.duration_epochs;
  batch.verified = record.terms.verified;
  batch.payloads[record.id] = record.terms.payload_cid;
}

std::optional<RecordId> OpenBatches::remove(const DealRecord& record) {
  auto found = batches_.extract(record.batch);
  if (found.empty()) return std::nullopt;
  auto& payloads = found.mapped().payloads;
  payloads.erase(record.id);
  if (payloads.empty()) return std::nullopt;
  const bool was_leader = record.id == record.batch;
  if (was_leader) found.key() = payloads.begin()->first;
  const RecordId leader = found.key();
  batches_.insert(std::move(found));
  return was_leader ? std::optional(leader) : std::nullopt;
}

std::vector<RecordId> OpenBatches::close(RecordId leader) {
  auto ids = members(leader);
  batches_.erase(leader);
  return ids;
}

std::vector<RecordId> OpenBatches::members(RecordId leader) const {
  std::vector<RecordId> ids;
  const auto found = batches_.find(leader);
  if (found == batches_.end()) return ids;
  for (const auto& [id, payload] : found->second.payloads) ids.push_back(id);
  return ids;
}

}  // namespace mock
