#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>

#include "base/error.h"
#include "core/bitfield_runs.h"
#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas::lotus {

/// What the view needs of a tipset.
struct Tipset {
  Epoch height = no_epoch;
  Millis unix_ms = 0;
  std::string key;  ///< JSON: the array of CIDs that names it as a parameter.
};

/// What a network says of its clock; nothing for what the node does not tell.
struct NetworkParams {
  std::optional<Millis> genesis_unix_ms;
  std::optional<Millis> epoch_ms;
};

/// The sectors of one deadline, over all of its partitions.
struct DeadlineSectors {
  bool has_partitions = false;
  BitfieldRuns all;
  BitfieldRuns live;
  BitfieldRuns faulty;
  BitfieldRuns recovering;
};

/// A deal of the market actor. Shapes before and after network version 22 are both read.
struct MarketDeal {
  Cid piece;
  std::uint64_t padded_size = 0;
  ActorId provider = no_provider;
  Epoch start_epoch = no_epoch;
  Epoch end_epoch = no_epoch;
  Epoch sector_start_epoch = no_epoch;  ///< no_epoch = not activated.
  Epoch slash_epoch = no_epoch;
  std::optional<SectorNumber>
      sector;  ///< Not told before network version 22, nor before activation.
};

// Each refuses what is not exactly such an answer (corrupt): a guess could look like a lost copy.

[[nodiscard]] Result<Tipset> decode_tipset(const boost::json::value& result);
[[nodiscard]] Result<NetworkParams> decode_network_params(const boost::json::value& result);
/// Where the miner's proving periods begin: an epoch modulo 2880.
[[nodiscard]] Result<Epochs> decode_period_offset(const boost::json::value& result);
[[nodiscard]] Result<DeadlineSectors> decode_partitions(const boost::json::value& result);
[[nodiscard]] Result<MarketDeal> decode_market_deal(const boost::json::value& result);

/// Whether the text of an application error says that @p deal is not in the market.
[[nodiscard]] bool says_not_found(std::string_view error_text, DealId deal);

}  // namespace raas::lotus
