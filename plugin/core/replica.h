#pragma once

#include <cstdint>
#include <optional>

#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// What the chain said of a replica at a finalized tipset.
enum class Finding : std::uint8_t {
  unknown,   ///< Nothing reliable was read yet.
  unsealed,  ///< Published; its sector is not active yet.
  proven,    ///< Its sector is live and not faulty.
  faulty,    ///< Its sector is live and faulty: not proven now, may recover.
  dead,      ///< Its sector is terminated or gone; never comes back.
  absent,    ///< No such deal in the market, and no record of its sector.
  mismatch,  ///< The deal under this id is of other data or another provider (after a reorg).
};

/// The findings of consecutive readings that agreed.
struct Facts {
  Finding finding = Finding::unknown;
  Epoch since = no_epoch;  ///< Chain time from which on the finding holds, as exactly as is known.
  Epoch read_at = no_epoch;    ///< Height of the newest finalized tipset that said so.
  std::uint32_t readings = 0;  ///< At how many different finalized tipsets it was read in a row.
  bool recovering = false;     ///< Faulty, and the provider has declared a recovery.

  friend bool operator==(const Facts&, const Facts&) = default;
};

/// Which record on chain a replica is.
enum class ChainRecord : std::uint8_t {
  none,    ///< Not known yet.
  deal,    ///< A deal of the market actor f05.
  claim,   ///< A claim of the verified registry f06.
  sector,  ///< Data in a sector without a record: (provider, sector, piece) was told by the host.
};

/// A copy on a provider.
struct Replica {
  ReplicaId id = 0;
  JobId job = 0;
  SlotNumber slot = 0;
  ActorId provider = no_provider;
  ChainRecord record = ChainRecord::none;
  DealId deal = 0;  ///< Of the deal or the claim.
  std::optional<SectorNumber> sector;
  Piece piece;
  Epoch start_epoch = no_epoch;  ///< Must be activated by then.
  Epoch end_epoch = no_epoch;
  bool made_by_us = false;
  Facts facts;

  friend bool operator==(const Replica&, const Replica&) = default;
};

}  // namespace raas
