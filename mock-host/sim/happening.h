#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/refusal.h"
#include "filecoin/chain.h"

namespace mock {

/// What can be made to happen in a simulation.
enum class HappeningKind : std::uint8_t {
  outage,      ///< Providers are away: they prove nothing, serve nothing and take no deals.
  lost_disks,  ///< Providers lose a share of their sectors.
  sealing,     ///< Providers seal slower or faster, or not at all.
  prices,      ///< Providers ask for more or less.
  no_funds,    ///< The aggregator's wallet is empty.
  no_datacap,  ///< The aggregator's DataCap is used up.
  node,        ///< The node that the plugin asks is in trouble.
  restart,     ///< The plugin is stopped in good order and started again.
  kill,        ///< The plugin's instance is destroyed without being stopped, and started again.
  change,      ///< A client changes what it asks for.
  cancel,      ///< A client cancels its job.
  pause,       ///< A client pauses its job, and resumes it at the end.
};

/// What the node that the plugin asks does wrong.
enum class NodeTrouble : std::uint8_t { lost, server_error, html, stall, lag, lying };

/// Which providers something happens to: those of one organisation, country or network, or one.
struct Whom {
  std::string organisation;
  std::string country;
  std::uint32_t asn = 0;
  ActorId provider = 0;
};

/// One thing that happens at one time. scenario.schema.json has what each kind can be told.
struct Happening {
  Epochs at = 0;  ///< After the start.
  HappeningKind kind = HappeningKind::outage;
  Epochs length = 0;  ///< 0 = for good.
  Whom whom;
  std::uint32_t percent = 0;  ///< Of the usual price or sealing time, or of the sectors.
  NodeTrouble trouble = NodeTrouble::lost;
  std::uint32_t client = 0;  ///< By number, from 0; one that does not exist does nothing.
};

[[nodiscard]] std::string_view name_of(HappeningKind kind);
[[nodiscard]] std::string_view name_of(NodeTrouble trouble);

/// Reads one entry of a scenario's "events". @p pointer is where it stands.
[[nodiscard]] Outcome<Happening> read_happening(const boost::json::value& value,
                                                const std::string& pointer);
[[nodiscard]] boost::json::value json_of(const Happening& happening);

}  // namespace mock
