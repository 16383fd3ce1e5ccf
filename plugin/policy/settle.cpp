#include "policy/settle.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "policy/epoch_math.h"

namespace raas {
namespace {

Settlement failure(Fault fault, std::string because) {
  return {.outcome = Outcome::failed, .fault = fault, .because = std::move(because)};
}

/// What the chain says of the copy; nullopt = nothing final.
std::optional<Settlement> settle_by_chain(Standing copy) {
  switch (copy) {
    case Standing::healthy:
    case Standing::expiring:
      return Settlement{.outcome = Outcome::settled, .because = "proven on chain"};
    case Standing::faulty:
      return Settlement{.outcome = Outcome::settled, .because = "was active on chain, is faulty"};
    case Standing::expired:
      return Settlement{.outcome = Outcome::settled, .because = "has reached its end"};
    case Standing::lost: return failure(Fault::provider, "its copy is gone from the chain");
    case Standing::failed: return failure(Fault::provider, "not active by its start epoch");
    case Standing::pending:
    case Standing::unknown: return std::nullopt;
  }
  return std::nullopt;
}

std::string_view or_no_reason(const std::string& message) {
  return message.empty() ? std::string_view("the host gave no reason") : message;
}

/// What a terminal state at the host means; nullopt = not terminal.
std::optional<Settlement> settle_by_host(const HostDealSummary& deal) {
  const std::string message(or_no_reason(deal.message));
  switch (deal.stage) {
    case HostStage::failed: return failure(deal.fault, "the host's deal failed: " + message);
    case HostStage::expired:
      // The host did its part; it was not sealed in time.
      return failure(deal.fault == Fault::none ? Fault::provider : deal.fault,
                     "the host's deal was not active by its start epoch: " + message);
    case HostStage::ended:
      return failure(deal.fault, "the host's deal ended in an unknown state: " + message);
    case HostStage::cancelled:
      return Settlement{.outcome = Outcome::cancelled,
                        .because = "the host cancelled it: " + message};
    case HostStage::not_told:
    case HostStage::not_known:
    case HostStage::running:
    case HostStage::published:
    case HostStage::active: return std::nullopt;
  }
  return std::nullopt;
}

/// Whom a time-out speaks against. Before the host had the request, the provider had no part in it;
/// one that the host calls active without a record on chain is the host's mistake.
Fault fault_of_time_out(const Intent& intent, HostStage stage) {
  if (stage == HostStage::running || stage == HostStage::published) return Fault::provider;
  if (stage == HostStage::active) return Fault::host;
  const bool was_accepted = stage == HostStage::not_told && intent.state == IntentState::requested;
  return was_accepted ? Fault::provider : Fault::none;
}

Settlement time_out(const Intent& intent, HostStage stage) {
  Settlement settlement =
      failure(fault_of_time_out(intent, stage),
              "not active by its start epoch " + std::to_string(intent.start_epoch_max));
  settlement.timed_out = true;
  return settlement;
}

Outcome waiting_outcome(const Intent& intent, const HostDealSummary& deal) {
  if (deal.stage == HostStage::active) return Outcome::awaiting_chain;
  const bool forgotten =
      deal.stage == HostStage::not_known && intent.state == IntentState::requested;
  if (!forgotten) return Outcome::in_flight;
  // Its deal was published before it was forgotten: to ask again would make a second one.
  return deal.copy ? Outcome::awaiting_chain : Outcome::ask_again;
}

}  // namespace

Settlement settle(const Policy& policy, const Intent& intent, const HostDealSummary& deal,
                  Epoch now) {
  RAAS_CHECK(is_in_flight(intent.state));
  if (deal.copy) {
    if (auto settled = settle_by_chain(*deal.copy)) return std::move(*settled);
  }
  if (auto settled = settle_by_host(deal)) return std::move(*settled);

  const Epoch over =
      later_by(intent.start_epoch_max, std::max<Epochs>(0, policy.start_margin_epochs));
  if (!deal.copy && now > over) return time_out(intent, deal.stage);
  return {.outcome = waiting_outcome(intent, deal),
          .look_at = later_by(over, 1),
          .because = std::string(name_of(deal.stage)) + " at the host"};
}

std::string_view name_of(HostStage stage) {
  switch (stage) {
    case HostStage::not_told: return "not told";
    case HostStage::not_known: return "not known";
    case HostStage::running: return "running";
    case HostStage::published: return "published";
    case HostStage::active: return "active";
    case HostStage::failed: return "failed";
    case HostStage::cancelled: return "cancelled";
    case HostStage::expired: return "expired";
    case HostStage::ended: return "ended";
  }
  return "unknown";
}

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::none: return "none";
    case Fault::provider: return "provider";
    case Fault::host: return "host";
    case Fault::network: return "network";
  }
  return "unknown";
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::in_flight: return "in_flight";
    case Outcome::ask_again: return "ask_again";
    case Outcome::awaiting_chain: return "awaiting_chain";
    case Outcome::settled: return "settled";
    case Outcome::failed: return "failed";
    case Outcome::cancelled: return "cancelled";
  }
  return "unknown";
}

}  // namespace raas
