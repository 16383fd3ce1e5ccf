#include "filecoin/verifreg.h"

namespace mock {

namespace {

const std::vector<AllocationId>& listed_under(
    const std::map<ActorId, std::vector<AllocationId>>& lists, ActorId actor) {
  static const std::vector<AllocationId> none;
  const auto found = lists.find(actor);
  return found == lists.end() ? none : found->second;
}

bool is_claim_at(const Verifreg::Record& record, Epoch epoch) {
  return record.claimed != no_epoch && record.claimed <= epoch &&
         (record.removed == no_epoch || epoch < record.removed);
}

}  // namespace

AllocationId Verifreg::allocate(const Allocation& allocation, Epoch now) {
  records_.push_back({.allocation = allocation, .made = now});
  const AllocationId id = first_allocation + records_.size() - 1;
  of_provider_[allocation.provider].push_back(id);
  of_client_[allocation.client].push_back(id);
  return id;
}

void Verifreg::claim(AllocationId id, SectorNumber sector, Epoch now) {
  Record& record = records_[id - first_allocation];
  record.claimed = now;
  record.sector = sector;
}

std::vector<AllocationId> Verifreg::remove_expired_claims(ActorId provider, Epoch now) {
  std::vector<AllocationId> removed;
  for (const AllocationId id : of_provider(provider)) {
    Record& record = records_[id - first_allocation];
    if (!is_claim_at(record, now) || record.claimed + record.allocation.term_max > now) continue;
    record.removed = now;
    removed.push_back(id);
  }
  return removed;
}

const Verifreg::Record* Verifreg::find(AllocationId id) const {
  const bool is_known = id >= first_allocation && id - first_allocation < records_.size();
  return is_known ? &records_[id - first_allocation] : nullptr;
}

std::optional<Claim> Verifreg::claim_at(AllocationId id, Epoch epoch) const {
  const Record* record = find(id);
  if (record == nullptr || !is_claim_at(*record, epoch)) return std::nullopt;
  return Claim{record->allocation, record->claimed, record->sector};
}

std::optional<Allocation> Verifreg::allocation_at(AllocationId id, Epoch epoch) const {
  const Record* record = find(id);
  if (record == nullptr || record->made > epoch) return std::nullopt;
  if (record->claimed != no_epoch && record->claimed <= epoch) return std::nullopt;
  return record->allocation;
}

const std::vector<AllocationId>& Verifreg::of_provider(ActorId provider) const {
  return listed_under(of_provider_, provider);
}

const std::vector<AllocationId>& Verifreg::of_client(ActorId client) const {
  return listed_under(of_client_, client);
}

}  // namespace mock
