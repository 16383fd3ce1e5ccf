#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/epoch.h"
#include "core/fault.h"
#include "core/intent.h"
#include "core/plan.h"
#include "core/policy.h"

namespace raas {

/// How far the host says that a request has got.
enum class HostStage : std::uint8_t {
  not_told,   ///< Nothing is known now: not asked, or no answer.
  not_known,  ///< The host surely does not know the key.
  running,    ///< Accepted or on its way to a provider.
  published,  ///< On chain; not active yet.
  active,
  failed,
  cancelled,
  expired,  ///< Not activated by its start epoch.
  ended,    ///< Terminal, in a state that this program does not know.
};

/// What is known of an intent's deal.
struct HostDealSummary {
  HostStage stage = HostStage::not_told;
  Fault fault = Fault::none;          ///< As the host says, with failed and expired.
  std::string message = {};           ///< Of the host, for people.
  std::optional<Standing> copy = {};  ///< Of the intent's replica; none = there is none yet.
};

/// What becomes of an intent.
enum class Outcome : std::uint8_t {
  in_flight,       ///< Nothing to do but wait.
  ask_again,       ///< The host has forgotten the request: ask for the same under the same key.
  awaiting_chain,  ///< The host has done its part, or forgotten it; the chain will tell.
  settled,         ///< The copy is active on chain and holds the slot.
  failed,          ///< Will not become a copy. The slot backs off.
  cancelled,
};

/// What is to be made of one intent.
struct Settlement {
  Outcome outcome = Outcome::in_flight;
  Fault fault = Fault::none;  ///< With failed.
  bool timed_out = false;     ///< With failed: nobody said so, but its time is over.
  Epoch look_at = no_epoch;   ///< With in_flight, ask_again and awaiting_chain: when it times out.
  std::string because = {};
};

/// Decides what the host's word and the chain's facts of one intent mean. The chain has the last
/// word.
///
/// A time-out is due when the host's clock is past the latest start epoch and the margin: nothing
/// can become active under that request any more. It never ends an intent whose copy is published;
/// what becomes of that the chain tells.
///
/// @pre intent is in flight.
[[nodiscard]] Settlement settle(const Policy& policy, const Intent& intent,
                                const HostDealSummary& deal, Epoch now);

[[nodiscard]] std::string_view name_of(HostStage stage);
[[nodiscard]] std::string_view name_of(Fault fault);
[[nodiscard]] std::string_view name_of(Outcome outcome);

}  // namespace raas
