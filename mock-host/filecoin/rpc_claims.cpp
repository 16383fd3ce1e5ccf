// What the verified registry, f06, answers.
#include "filecoin/rpc_method.h"

namespace mock {

namespace {

/// Actors are numbers here, not addresses.
void write_terms(const Allocation& allocation, JsonWriter& out) {
  out.key("Data").cid(allocation.piece_cid);
  out.key("Size").number(allocation.piece_size);
  out.key("TermMin").number(allocation.term_min);
  out.key("TermMax").number(allocation.term_max);
}

void write_claim(const Claim& claim, JsonWriter& out) {
  out.begin_object();
  out.key("Provider").number(claim.allocation.provider);
  out.key("Client").number(claim.allocation.client);
  write_terms(claim.allocation, out);
  out.key("TermStart").number(claim.term_start);
  out.key("Sector").number(claim.sector);
  out.end_object();
}

void write_allocation(const Allocation& allocation, JsonWriter& out) {
  out.begin_object();
  out.key("Client").number(allocation.client);
  out.key("Provider").number(allocation.provider);
  write_terms(allocation, out);
  out.key("Expiration").number(allocation.expiration);
  out.end_object();
}

}  // namespace

std::optional<RpcFailure> state_get_claim(const RpcQuery& query, JsonWriter& out) {
  const auto claim = query.ledger.verifreg().claim_at(query.arguments.number, query.state);
  if (claim && claim->allocation.provider == query.arguments.actor) {
    write_claim(*claim, out);
  } else {
    out.null();
  }
  return std::nullopt;
}

std::optional<RpcFailure> state_get_claims(const RpcQuery& query, JsonWriter& out) {
  const Verifreg& verifreg = query.ledger.verifreg();
  out.begin_object();
  if (query.arguments.actor) {
    for (const AllocationId id : verifreg.of_provider(*query.arguments.actor)) {
      const auto claim = verifreg.claim_at(id, query.state);
      if (!claim) continue;
      out.key(std::to_string(id));
      write_claim(*claim, out);
    }
  }
  out.end_object();
  return std::nullopt;
}

std::optional<RpcFailure> state_get_allocation(const RpcQuery& query, JsonWriter& out) {
  const auto found = query.ledger.verifreg().allocation_at(query.arguments.number, query.state);
  if (found && found->client == query.arguments.actor) {
    write_allocation(*found, out);
  } else {
    out.null();
  }
  return std::nullopt;
}

std::optional<RpcFailure> state_get_allocations(const RpcQuery& query, JsonWriter& out) {
  const Verifreg& verifreg = query.ledger.verifreg();
  out.begin_object();
  if (query.arguments.actor) {
    for (const AllocationId id : verifreg.of_client(*query.arguments.actor)) {
      const auto found = verifreg.allocation_at(id, query.state);
      if (!found) continue;
      out.key(std::to_string(id));
      write_allocation(*found, out);
    }
  }
  out.end_object();
  return std::nullopt;
}

}  // namespace mock
