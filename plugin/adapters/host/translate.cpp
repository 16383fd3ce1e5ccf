#include "adapters/host/translate.h"

#include <cstddef>
#include <cstring>
#include <tuple>

#include "adapters/host/abi_values.h"

namespace raas {
namespace {

constexpr std::size_t message_bytes_max = 1024;
constexpr std::size_t key_bytes_max = 128;
constexpr std::size_t name_bytes_max = 256;
constexpr std::size_t price_bytes_max = 39;
constexpr std::uint32_t ppm_max = 1'000'000;

// What the first release of each struct cannot do without.
constexpr std::size_t deal_size_min = offsetof(raas_deal, piece_cid);
constexpr std::size_t fetch_size_min = offsetof(raas_fetch, data_handle);
constexpr std::size_t provider_size_min = offsetof(raas_provider, organisation);

bool is_marked_terminal(std::uint32_t state) {
  return (state & RAAS_DEAL_TERMINAL) != 0;
}

HostDealState state_of(raas_deal_state state) {
  switch (state) {
    case RAAS_DEAL_ACCEPTED: return HostDealState::accepted;
    case RAAS_DEAL_RECORDED: return HostDealState::recorded;
    case RAAS_DEAL_PROPOSED: return HostDealState::proposed;
    case RAAS_DEAL_PUBLISHED: return HostDealState::published;
    case RAAS_DEAL_SEALING: return HostDealState::sealing;
    case RAAS_DEAL_ACTIVE: return HostDealState::active;
    case RAAS_DEAL_FAILED: return HostDealState::failed;
    case RAAS_DEAL_CANCELLED: return HostDealState::cancelled;
    case RAAS_DEAL_EXPIRED: return HostDealState::expired;
    default: break;
  }
  return is_marked_terminal(state) ? HostDealState::other_terminal : HostDealState::other_running;
}

/// A cause that is not known yet is nobody's fault.
Fault fault_of(raas_fault fault) {
  switch (fault) {
    case RAAS_FAULT_PROVIDER: return Fault::provider;
    case RAAS_FAULT_HOST: return Fault::host;
    case RAAS_FAULT_NETWORK: return Fault::network;
    default: return Fault::none;
  }
}

FetchState fetch_state_of(raas_fetch_state state) {
  if (state == RAAS_FETCH_READY) return FetchState::ready;
  return is_marked_terminal(state) ? FetchState::failed : FetchState::running;
}

std::optional<AttoFil> price_of(AbiReader& reader, std::string_view field, raas_str given) {
  const std::string text = reader.exact_text(field, given, price_bytes_max);
  if (text.empty()) return std::nullopt;
  const auto price = AttoFil::parse(text);
  if (price) return *price;
  reader.refuse(Code::corrupt, field, price.error().text());
  return std::nullopt;
}

/// A path of nodes; more than any tree has, or a part of one, is none.
std::optional<MerklePath> path_of(std::uint64_t index, raas_str nodes) {
  constexpr std::size_t node_bytes = std::tuple_size_v<TreeNode>;
  constexpr std::size_t nodes_max = 64;
  const bool is_given = nodes.ptr != nullptr || nodes.len == 0;
  if (!is_given || nodes.len % node_bytes != 0 || nodes.len / node_bytes > nodes_max) return {};
  MerklePath path{.index = index, .siblings = std::vector<TreeNode>(nodes.len / node_bytes)};
  for (std::size_t i = 0; i < path.siblings.size(); ++i) {
    std::memcpy(path.siblings[i].data(), nodes.ptr + i * node_bytes, node_bytes);
  }
  return path;
}

/// A proof that cannot be read spoils the report to the contract, not the news of the deal: it is
/// an inclusion of nothing then, which no check lets pass.
std::optional<Inclusion> inclusion_of(const raas_inclusion* given) {
  if (given == nullptr) return std::nullopt;
  AbiReader reader;
  const auto from = reader.take(*given, raas_inclusion{}, sizeof(raas_inclusion));
  if (!reader.is_good()) return Inclusion{};
  Inclusion inclusion;
  inclusion.segment = reader.piece(from.segment_cid, from.segment_size);
  const auto subtree = path_of(from.subtree_index, from.subtree_path);
  const auto index = path_of(from.index_index, from.index_path);
  if (!reader.is_good() || !subtree || !index) return Inclusion{};
  inclusion.proof = {.subtree = *subtree, .index = *index};
  return inclusion;
}

}  // namespace

Result<HostDeal> host_deal_of(const raas_deal& given) {
  raas_deal initial{};
  initial.start_epoch = RAAS_EPOCH_NONE;
  initial.end_epoch = RAAS_EPOCH_NONE;

  AbiReader reader;
  const raas_deal from = reader.take(given, initial, deal_size_min);
  if (!reader.is_good()) return reader.done(HostDeal{});
  reader.take_flags(from.flags,
                    RAAS_DEAL_HAS_DEAL_ID | RAAS_DEAL_HAS_CLAIM_ID | RAAS_DEAL_HAS_SECTOR);
  if (from.state == 0) reader.refuse(Code::corrupt, "state", "0, expected a state");

  HostDeal deal;
  deal.request_id = from.request_id;
  deal.key = reader.exact_text("idempotency_key", from.idempotency_key, key_bytes_max);
  if (deal.request_id != 0 && deal.key.empty()) {
    reader.refuse(Code::corrupt, "idempotency_key", "empty, expected that of the request");
  }
  if (deal.request_id == 0) deal.key.clear();
  deal.state = state_of(from.state);
  deal.fault = fault_of(from.fault);
  deal.payload_text = reader.cid_text("payload_cid", from.payload_cid);
  deal.piece = reader.piece(from.piece_cid, from.piece_size);
  deal.provider = reader.provider(from.provider);
  if ((from.flags & RAAS_DEAL_HAS_DEAL_ID) != 0) deal.deal = from.deal_id;
  if ((from.flags & RAAS_DEAL_HAS_CLAIM_ID) != 0) deal.claim = from.claim_id;
  if ((from.flags & RAAS_DEAL_HAS_SECTOR) != 0) deal.sector = from.sector;
  deal.start_epoch = reader.epoch("start_epoch", from.start_epoch);
  deal.end_epoch = reader.epoch("end_epoch", from.end_epoch);
  deal.message = reader.text("message", from.message, message_bytes_max);
  deal.inclusion = inclusion_of(from.inclusion);
  return reader.done(std::move(deal));
}

Result<Fetch> fetch_of(const raas_fetch& given) {
  AbiReader reader;
  const raas_fetch from = reader.take(given, raas_fetch{}, fetch_size_min);
  if (!reader.is_good()) return reader.done(Fetch{});
  if (from.state == 0) reader.refuse(Code::corrupt, "state", "0, expected a state");
  if (from.fetch_id == 0) reader.refuse(Code::corrupt, "fetch_id", "0, expected an id");

  Fetch fetch;
  fetch.id = from.fetch_id;
  fetch.state = fetch_state_of(from.state);
  fetch.message = reader.text("message", from.message, message_bytes_max);
  if (fetch.state == FetchState::ready) {
    if (from.data_handle == 0) {
      reader.refuse(Code::corrupt, "data_handle", "0 with READY, expected a handle");
    }
    fetch.data_handle = from.data_handle;
    fetch.size = from.size;
    fetch.piece = reader.piece(from.piece_cid, from.piece_size);
  }
  return reader.done(std::move(fetch));
}

Result<Candidate> candidate_of(const raas_provider& given) {
  AbiReader reader;
  const raas_provider from = reader.take(given, raas_provider{}, provider_size_min);
  if (!reader.is_good()) return reader.done(Candidate{});
  reader.take_flags(from.flags, RAAS_PROVIDER_ACCEPTS_DEALS | RAAS_PROVIDER_VERIFIED_ONLY |
                                    RAAS_PROVIDER_HAS_REPUTATION | RAAS_PROVIDER_HAS_ASN);
  Candidate candidate;
  candidate.provider = reader.provider(from.provider);
  if (candidate.provider == no_provider) {
    reader.refuse(Code::corrupt, "provider", "empty, expected an f0 address");
  }
  candidate.organisation = reader.text("organisation", from.organisation, name_bytes_max);
  candidate.country = reader.text("country", from.country, name_bytes_max);
  if ((from.flags & RAAS_PROVIDER_HAS_ASN) != 0) candidate.asn = from.asn;
  candidate.accepts_deals = (from.flags & RAAS_PROVIDER_ACCEPTS_DEALS) != 0;
  candidate.verified_only = (from.flags & RAAS_PROVIDER_VERIFIED_ONLY) != 0;
  if ((from.flags & RAAS_PROVIDER_HAS_REPUTATION) != 0) {
    candidate.reputation_ppm = std::min(from.reputation_ppm, ppm_max);
  }
  candidate.price = price_of(reader, "price", from.price);
  candidate.price_verified = price_of(reader, "price_verified", from.price_verified);
  candidate.piece_size_min = from.piece_size_min;
  candidate.piece_size_max = from.piece_size_max;
  return reader.done(std::move(candidate));
}

}  // namespace raas
