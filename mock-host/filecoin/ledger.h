#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "filecoin/chain.h"
#include "filecoin/cron.h"
#include "filecoin/events.h"
#include "filecoin/heights.h"
#include "filecoin/market.h"
#include "filecoin/miner.h"
#include "filecoin/verifreg.h"

namespace mock {

/// The state of all actors at every epoch so far, and what changes it: messages and cron.
///
/// A message sent at now() is in the state of now(), which the next tipset but no earlier one
/// shows.
class Ledger {
 public:
  explicit Ledger(const ChainOptions& options);

  [[nodiscard]] const ChainOptions& options() const { return options_; }
  [[nodiscard]] const Heights& heights() const { return heights_; }
  [[nodiscard]] const Market& market() const { return market_; }
  [[nodiscard]] const Verifreg& verifreg() const { return verifreg_; }
  [[nodiscard]] const EventLog& events() const { return events_; }
  [[nodiscard]] Epoch now() const { return now_; }
  [[nodiscard]] Epoch head() const { return heights_.tipset_at_or_below(now_); }
  [[nodiscard]] Epoch finalized() const {
    return heights_.tipset_at_or_below(head() - options_.finality_lag);
  }
  [[nodiscard]] std::optional<Epoch> next_change() const;
  void observe(SectorObserver& observer) { observers_.push_back(&observer); }
  void advance_to(Epoch epoch);

  void add_miner(ActorId id);
  [[nodiscard]] const std::vector<Miner>& miners() const { return miners_; }
  [[nodiscard]] const Miner* find_miner(ActorId id) const;
  /// nullptr = no such miner or sector.
  [[nodiscard]] const Sector* find_sector(ActorId miner, SectorNumber sector) const;

  void stop_proving(ActorId id);
  void resume_proving(ActorId id);
  void lose_sector(ActorId id, SectorNumber number);
  void recover_sector(ActorId id, SectorNumber number);
  void terminate_sector(ActorId id, SectorNumber number);
  void swallow_termination(ActorId id, SectorNumber number);
  bool compact_partitions(ActorId id, std::uint64_t deadline);

  DealId publish(const DealProposal& proposal);
  std::optional<SectorNumber> activate(DealId deal, Epoch sector_expiration);

  AllocationId allocate(const Allocation& allocation);
  std::optional<SectorNumber> onboard(ActorId id, const std::vector<Piece>& pieces,
                                      Epoch sector_expiration);
  void remove_expired_claims(ActorId provider);

 private:
  /// A sector and where it is.
  struct Seat {
    std::size_t miner;
    std::size_t place;
  };

  [[nodiscard]] std::size_t place_of_miner(ActorId id) const;
  [[nodiscard]] std::optional<Seat> seat_of(ActorId id, SectorNumber number) const;
  [[nodiscard]] Miner& miner_of(const Seat& seat) { return miners_[seat.miner]; }
  [[nodiscard]] Sector& sector_of(const Seat& seat) {
    return miners_[seat.miner].sector(seat.place);
  }
  /// The first window of the sector's deadline that has not been judged yet.
  [[nodiscard]] Window next_window(const Seat& seat) const;

  void run(const CronEvent& event);
  void judge_deadline(std::size_t miner, std::uint64_t deadline);
  void judge_sector(const Seat& seat);
  void begin_fault(const Seat& seat);
  void turn(const Seat& seat, SectorStatus to);
  void tell_of_turn(const Seat& seat);
  void plan_fault(const Seat& seat);
  void plan_recovery(const Seat& seat);
  void declare_recovery(const Seat& seat);
  enum class By : std::uint8_t { message, cron };
  void end_early(const Seat& seat, By by);
  AllocationId set_aside(const Allocation& allocation);
  Seat seal(std::size_t miner, DealId deal, Epoch expiration);
  [[nodiscard]] bool can_claim(ActorId provider, const Piece& piece, Epochs lifetime) const;
  void time_out(DealId deal);

  [[nodiscard]] bool is_void(const CronEvent& event) const;
  void drop_void_events();

  ChainOptions options_;
  Heights heights_;
  Epoch now_;
  bool has_moved_ = false;
  std::vector<Miner> miners_;
  std::unordered_map<ActorId, std::size_t> places_;
  Market market_;
  Verifreg verifreg_;
  EventLog events_;
  CronQueue due_;
  std::vector<SectorObserver*> observers_;
};

}  // namespace mock
