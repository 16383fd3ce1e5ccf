#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mock {

using Epoch = std::int64_t;
using Epochs = std::int64_t;
using ActorId = std::uint64_t;
using DealId = std::uint64_t;
using SectorNumber = std::uint64_t;
using AllocationId = std::uint64_t;

inline constexpr Epoch no_epoch = -1;
inline constexpr Epochs epochs_per_day = 2880;
inline constexpr Epochs epoch_seconds = 30;

/// How the simulated network is set up.
struct ChainOptions {
  std::uint64_t seed = 1;
  std::int64_t genesis_unix = 1598306400;  ///< Seconds. Mainnet's.
  Epoch start_epoch = 5000000;             ///< Head at the beginning.
  Epochs finality_lag = 20;                ///< Head minus the finalized tipset.
  std::uint32_t null_rounds_ppm = 20000;   ///< How many of a million heights have no tipset.
  std::string network_name = "mainnet";
  std::uint64_t eip155_chain_id = 314;
  std::size_t partition_sectors = 2349;  ///< How many sectors a partition takes.
};

/// A deal proposal as it is published to f05.
struct DealProposal {
  std::string piece_cid;         ///< Text, CIDv1 CommP.
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

/// Verified data that a client wants a provider to take, in f06. Terms are lengths of time.
struct Allocation {
  ActorId client = 0;
  ActorId provider = 0;
  std::string piece_cid;
  std::uint64_t piece_size = 0;
  Epochs term_min = 180 * epochs_per_day;
  Epochs term_max = 540 * epochs_per_day;
  Epoch expiration = 0;  ///< Until then it must be claimed.
};

/// An allocation that was claimed: data in a sector, without a deal.
struct Claim {
  Allocation allocation;
  Epoch term_start = 0;
  SectorNumber sector = 0;
};

/// A piece of data in a sector.
struct Piece {
  std::string cid;
  std::uint64_t size = 0;                  ///< Padded.
  std::optional<AllocationId> allocation;  ///< None = not verified: no state tells of it.
};

/// How a sector is, as its miner actor says. A recovering one is still faulty, until its next
/// window ends; a terminated one is not live any more, be it ended early or expired on time.
enum class SectorStatus : std::uint8_t { none, live, faulty, recovering, terminated };

/// Hears of every sector whose status turns after its activation, as it happens.
class SectorObserver {
 public:
  virtual ~SectorObserver() = default;
  virtual void sector_turned(ActorId miner, SectorNumber sector) = 0;
};

/// The simulated Filecoin: heights and tipsets, miners with deadlines and partitions, the market
/// actor.
///
/// Obeys the network's rules (builtin-actors v18): 48 deadlines of 60 epochs; a missed PoSt makes
/// the sectors faulty at the last epoch of their deadline; 120,960 epochs later they are terminated
/// and their deals leave the market at once; a proposal that is not activated by its start epoch
/// cannot be any more, and leaves the market up to 30 days later; deals that ended stay readable.
/// State is kept for every height since the start, so that a query at an older tipset answers what
/// was true there.
///
/// The state of a tipset is that of its parent's epoch, as on the real chain: the effects of calls
/// made at now() and of cron up to now() are shown by the first tipset whose parent is at now() or
/// later.
///
/// Deterministic: the same options and the same calls give the same chain. Not thread-safe.
class Chain {
 public:
  /// Throws std::invalid_argument for options that leave no chain.
  explicit Chain(const ChainOptions& options);
  ~Chain();
  Chain(Chain&&) noexcept;
  Chain& operator=(Chain&&) noexcept;

  [[nodiscard]] const ChainOptions& options() const;
  [[nodiscard]] Epoch head() const;       ///< Height of the newest tipset; never a null round.
  [[nodiscard]] Epoch now() const;        ///< The epoch that advance_to() came to; head() <= now().
  [[nodiscard]] Epoch finalized() const;  ///< Height of the newest finalized tipset.
  /// @p observer must outlive the chain, or the last change of it.
  void observe(SectorObserver& observer);
  /// Runs the chain up to and including @p epoch.
  void advance_to(Epoch epoch);
  /// The next epoch > now() at which something may change by itself; nullopt = never. Nothing does
  /// before it.
  [[nodiscard]] std::optional<Epoch> next_change() const;

  /// A miner that exists from now on; before the first advance_to(): one that has existed always.
  /// Its proving period begins at an offset drawn from the seed. Throws std::invalid_argument when
  /// it exists already; so do the calls below when there is no such miner. Sectors that do not
  /// exist are passed over.
  void add_miner(ActorId miner);
  [[nodiscard]] std::vector<ActorId> miners() const;
  /// From now on no PoSt is sent: at the end of each of its deadlines the sectors in it become
  /// faulty.
  void stop_proving(ActorId miner);
  /// Recoveries of all faulty sectors are declared: at once, or right after a window whose fault
  /// cut-off has passed; from that deadline on they are proven, and live again at its next window's
  /// last epoch.
  void resume_proving(ActorId miner);
  /// A lost disk: the sector is declared faulty right before the fault cut-off of its next window,
  /// or, when that has passed, left out of the window's proof and faulty at its last epoch.
  void lose_sector(ActorId miner, SectorNumber sector);
  /// The disk is back: a recovery is declared as by resume_proving().
  void recover_sector(ActorId miner, SectorNumber sector);
  /// TerminateSectors by the provider.
  void terminate_sector(ActorId miner, SectorNumber sector);
  /// When cron comes to terminate the sector, the market's part of it fails and nobody hears: its
  /// deal stays in f05 as if it were alive.
  void swallow_termination(ActorId miner, SectorNumber sector);
  /// CompactPartitions: the dead sectors of a deadline are forgotten, and the others may come to
  /// another partition. Returns false where the actor would refuse: around the deadline's window,
  /// and with faulty or unproven sectors in it.
  bool compact_partitions(ActorId miner, std::uint64_t deadline);

  /// Publishes; the deal is visible in the next tipset's state. Throws std::invalid_argument where
  /// f05 would refuse (start in the past, duration out of 518,400..3,680,640, unknown provider,
  /// long label).
  DealId publish(const DealProposal& proposal);
  /// Puts a published deal into a new sector and activates it. Returns nothing where the actors
  /// would refuse: the start epoch has passed, the deal is not there or is active already, or the
  /// sector would expire before the deal, or not within 518,400..3,680,640 epochs from now.
  std::optional<SectorNumber> activate(DealId deal, Epoch sector_expiration);

  /// A client sets its data aside for a provider. A verified deal does so by itself.
  AllocationId allocate(const Allocation& allocation);
  /// Puts data into a new sector without any deal, and claims what is verified. Returns nothing
  /// where the actors would refuse: an allocation is not there, is another provider's or for other
  /// data, has expired, or does not suit the sector's life.
  std::optional<SectorNumber> onboard(ActorId miner, const std::vector<Piece>& pieces,
                                      Epoch sector_expiration);
  /// RemoveExpiredClaims of all of a provider's claims whose longest term is over.
  void remove_expired_claims(ActorId provider);

  // What is true, for the judge (not through the RPC). Without an epoch: in the state of now(),
  // where all calls so far have had their effect.
  [[nodiscard]] std::optional<MarketDeal> deal(DealId deal) const;
  [[nodiscard]] std::optional<MarketDeal> deal_at(DealId deal, Epoch epoch) const;
  [[nodiscard]] std::optional<Claim> claim_at(AllocationId claim, Epoch epoch) const;
  [[nodiscard]] SectorStatus sector_status(ActorId miner, SectorNumber sector) const;
  [[nodiscard]] SectorStatus sector_status_at(ActorId miner, SectorNumber sector,
                                              Epoch epoch) const;
  /// When the sector was live so far, oldest first: from an epoch up to, not including, another
  /// one, which is now() + 1 if it still is.
  [[nodiscard]] std::vector<std::pair<Epoch, Epoch>> live_spans(ActorId miner,
                                                                SectorNumber sector) const;
  /// Since when the sector's data is not available for proving (before the network notices), if it
  /// is so now. A sector that was terminated or has expired is not provable for ever.
  [[nodiscard]] std::optional<Epoch> not_provable_since(ActorId miner, SectorNumber sector) const;
  [[nodiscard]] std::optional<Epoch> not_provable_since_at(ActorId miner, SectorNumber sector,
                                                           Epoch epoch) const;

 private:
  friend class LotusRpc;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mock
