#pragma once

#include <cstdint>
#include <string>

#include "adapters/lotus/lotus_chain_view.h"
#include "adapters/transport/curl_transport.h"
#include "fleet.h"
#include "network.h"

namespace raas::bench {

/// How the plugin's own transport speaks to the node on @p port.
[[nodiscard]] inline CurlOptions curl_options(std::uint16_t port) {
  CurlOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(port) + "/rpc/v1";
  options.connections_max = lotus::CallerOptions{}.requests_in_flight_max;
  return options;
}

/// A copy of @p fleet as a plugin knows it that starts again: proven yesterday, in a known sector.
[[nodiscard]] inline Replica replica_of(const Fleet& fleet, std::uint64_t copy) {
  constexpr auto tip = static_cast<Epoch>(Network::first_epoch);
  Replica replica;
  replica.id = copy + 1;
  replica.job = copy / 3 + 1;
  replica.slot = static_cast<SlotNumber>(copy % 3 + 1);
  replica.provider = fleet.miner_of(copy);
  replica.record = ChainRecord::deal;
  replica.deal = copy + 1;
  replica.sector = fleet.sector_of(copy);
  replica.piece = {*Cid::parse(piece_text(copy)), std::uint64_t{32} << 30U};
  replica.start_epoch = 4900000;
  replica.end_epoch = tip + static_cast<Epoch>(Network::term_epochs);
  replica.facts = {Finding::proven, 4899000, tip - epochs_per_day, 2, false};
  return replica;
}

}  // namespace raas::bench
