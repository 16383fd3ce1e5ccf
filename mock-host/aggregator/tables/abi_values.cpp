#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

raas_deal_state abi_state(DealState state) {
  switch (state) {
    case DealState::accepted: return RAAS_DEAL_ACCEPTED;
    case DealState::recorded: return RAAS_DEAL_RECORDED;
    case DealState::proposed: return RAAS_DEAL_PROPOSED;
    case DealState::published: return RAAS_DEAL_PUBLISHED;
    case DealState::sealing: return RAAS_DEAL_SEALING;
    case DealState::active: return RAAS_DEAL_ACTIVE;
    case DealState::failed: return RAAS_DEAL_FAILED;
    case DealState::cancelled: return RAAS_DEAL_CANCELLED;
    case DealState::expired: return RAAS_DEAL_EXPIRED;
  }
  return RAAS_DEAL_FAILED;
}

raas_fetch_state abi_state(FetchState state) {
  switch (state) {
    case FetchState::running: return RAAS_FETCH_RUNNING;
    case FetchState::ready: return RAAS_FETCH_READY;
    case FetchState::failed: return RAAS_FETCH_FAILED;
  }
  return RAAS_FETCH_FAILED;
}

}  // namespace

namespace {

raas_inclusion abi_inclusion(const Inclusion& from) {
  raas_inclusion inclusion{};
  inclusion.struct_size = sizeof inclusion;
  inclusion.segment_cid = str_of(from.segment.piece_cid);
  inclusion.segment_size = from.segment.piece_size;
  inclusion.subtree_index = from.subtree.index;
  inclusion.subtree_path = str_of(from.subtree.siblings);
  inclusion.index_index = from.index.index;
  inclusion.index_path = str_of(from.index.siblings);
  return inclusion;
}

/// What the deal holds. Which pieces share it is not known before it is published.
void give_piece(const DealRecord& record, CallScope& scope, raas_deal& deal) {
  if (record.share) {
    deal.piece_cid = str_of(record.share->aggregate.piece_cid);
    deal.piece_size = record.share->aggregate.piece_size;
    deal.inclusion =
        scope.lend_array(std::vector<raas_inclusion>{abi_inclusion(record.share->inclusion)});
  } else if (record.batch == 0) {
    deal.piece_cid = str_of(record.terms.piece_cid);
    deal.piece_size = record.terms.piece_size;
  }
}

}  // namespace

raas_deal abi_deal(const DealRecord& record, CallScope& scope) {
  raas_deal deal{};
  deal.struct_size = sizeof deal;
  deal.request_id = record.requested() ? record.id : 0;
  deal.idempotency_key = str_of(record.terms.key);
  deal.state = abi_state(record.state);
  deal.fault = static_cast<raas_fault>(record.fault);
  deal.payload_cid = str_of(record.terms.payload_cid);
  give_piece(record, scope, deal);
  if (record.provider != 0) deal.provider = scope.lend(provider_text(record.provider));
  if (record.deal) deal.flags |= RAAS_DEAL_HAS_DEAL_ID;
  if (record.sector) deal.flags |= RAAS_DEAL_HAS_SECTOR;
  deal.deal_id = record.deal.value_or(0);
  deal.sector = record.sector.value_or(0);
  deal.start_epoch = record.start_epoch;
  deal.end_epoch = record.end_epoch;
  deal.message = str_of(record.message);
  return deal;
}

raas_fetch abi_fetch(const FetchRecord& record) {
  raas_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  fetch.state = abi_state(record.state);
  fetch.fetch_id = record.id;
  fetch.data_handle = record.handle;
  fetch.size = record.payload.size;
  fetch.piece_cid = str_of(record.payload.piece_cid);
  fetch.piece_size = record.payload.piece_size;
  fetch.message = str_of(record.message);
  return fetch;
}

}  // namespace mock
