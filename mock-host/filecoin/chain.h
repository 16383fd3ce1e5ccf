#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mock {

using Epoch = std::int64_t;
using Epochs = std::int64_t;
using ActorId = std::uint64_t;
using DealId = std::uint64_t;
using SectorNumber = std::uint64_t;

inline constexpr Epoch no_epoch = -1;
inline constexpr Epochs epochs_per_day = 2880;

/// How the simulated network is set up.
struct ChainOptions {
  std::uint64_t seed = 1;
  std::int64_t genesis_unix = 1598306400;  ///< Seconds. Mainnet's.
  Epoch start_epoch = 5000000;             ///< Head at the beginning.
  Epochs finality_lag = 20;                ///< Head minus the finalized tipset.
  std::uint32_t null_rounds_ppm = 20000;   ///< How many of a million heights have no tipset.
};

/// A deal proposal as it is published to f05.
struct DealProposal {
  std::string piece_cid;  ///< Text, CIDv1 CommP.
  std::uint64_t piece_size = 0;  ///< Padded.
  bool verified = false;
  ActorId client = 0;
  ActorId provider = 0;
  std::string label;
  Epoch start_epoch = 0;
  Epoch end_epoch = 0;
  std::string price_per_epoch = "0";  ///< attoFIL.
};

/// A deal in f05 as of one epoch.
struct MarketDeal {
  DealProposal proposal;
  SectorNumber sector = 0;
  Epoch sector_start_epoch = no_epoch;  ///< no_epoch = not activated.
};

/// How a sector is, as its miner actor says.
enum class SectorStatus : std::uint8_t { none, live, faulty, recovering, terminated };

/// The simulated Filecoin: heights and tipsets, miners with deadlines and partitions, the market actor.
///
/// Obeys the network's rules (builtin-actors v18): 48 deadlines of 60 epochs; a missed PoSt makes the
/// sectors faulty at the last epoch of their deadline; 120,960 epochs later they are terminated and their deals
/// leave the market at once; a proposal that is not activated by its start epoch cannot be any more, and
/// leaves the market up to 30 days later; deals that ended stay readable. State is kept for every height since
/// the start, so that a query at an older tipset answers what was true there.
///
/// Deterministic: the same options and the same calls give the same chain. Not thread-safe.
class Chain {
 public:
  explicit Chain(const ChainOptions& options);
  ~Chain();

  [[nodiscard]] const ChainOptions& options() const;
  [[nodiscard]] Epoch head() const;       ///< Height of the newest tipset; never a null round.
  [[nodiscard]] Epoch now() const;        ///< The epoch that advance_to() came to; head() <= now().
  [[nodiscard]] Epoch finalized() const;  ///< Height of the newest finalized tipset.
  /// Runs the chain up to and including @p epoch.
  void advance_to(Epoch epoch);
  /// The next epoch > now() at which cron changes something by itself; nullopt = never.
  [[nodiscard]] std::optional<Epoch> next_change() const;

  /// A miner that exists from now on. Its proving period begins at an offset drawn from the seed.
  void add_miner(ActorId miner);
  [[nodiscard]] std::vector<ActorId> miners() const;
  /// From now on no PoSt is sent: at the end of each of its deadlines the sectors in it become faulty.
  void stop_proving(ActorId miner);
  /// Recoveries are declared in time for each deadline's next window, and proven there.
  void resume_proving(ActorId miner);
  /// The same for one sector (a lost disk), by faults declared for its next window.
  void lose_sector(ActorId miner, SectorNumber sector);
  void recover_sector(ActorId miner, SectorNumber sector);
  /// TerminateSectors by the provider.
  void terminate_sector(ActorId miner, SectorNumber sector);

  /// Publishes; the deal is visible from the next tipset's state on. Throws std::invalid_argument where
  /// f05 would refuse (start in the past, duration out of 518,400..3,680,640, unknown provider).
  DealId publish(const DealProposal& proposal);
  /// Puts a published deal into a new sector and activates it. Returns nothing where f05 would refuse:
  /// the start epoch has passed or the deal is not there.
  std::optional<SectorNumber> activate(DealId deal, Epoch sector_expiration);

  // What is true, for the judge (not through the RPC). At the state of the newest epoch.
  [[nodiscard]] std::optional<MarketDeal> deal(DealId deal) const;
  [[nodiscard]] SectorStatus sector_status(ActorId miner, SectorNumber sector) const;
  [[nodiscard]] SectorStatus sector_status_at(ActorId miner, SectorNumber sector, Epoch epoch) const;
  /// Since when the sector's data is not available for proving (before the network notices), if it is so now.
  [[nodiscard]] std::optional<Epoch> not_provable_since(ActorId miner, SectorNumber sector) const;

 private:
  friend class LotusRpc;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mock
