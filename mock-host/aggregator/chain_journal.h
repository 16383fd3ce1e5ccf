#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/database.h"
#include "filecoin/chain.h"

namespace mock {

/// What was done to the chain. Numbers are stored: do not renumber.
enum class ChainAct : std::uint8_t {
  add_miner = 1,
  stop_proving = 2,
  resume_proving = 3,
  lose_sector = 4,
  recover_sector = 5,
  terminate_sector = 6,
  publish = 7,
  activate = 8,
};

/// Drives the simulated chain and writes down every call, so that a restarted host has the same
/// chain: the chain itself has no file, but the same calls at the same epochs give the same chain.
///
/// All changes to the chain go through here. They become durable with the database's next commit.
class ChainJournal {
 public:
  /// Replays what the database holds, up to the epoch of the last commit.
  ChainJournal(Database& database, const ChainOptions& options);

  [[nodiscard]] const Chain& chain() const { return chain_; }
  [[nodiscard]] Epoch now() const { return chain_.now(); }

  /// @p observer must outlive the journal, or the last change of the chain.
  void observe(SectorObserver& observer) { chain_.observe(observer); }

  void advance_to(Epoch epoch);
  void add_miner(ActorId miner);
  void stop_proving(ActorId miner);
  void resume_proving(ActorId miner);
  void lose_sector(ActorId miner, SectorNumber sector);
  void recover_sector(ActorId miner, SectorNumber sector);
  void terminate_sector(ActorId miner, SectorNumber sector);
  /// nullopt = the market refuses; the text says why.
  std::optional<DealId> publish(const DealProposal& proposal, std::string& why_not);
  std::optional<SectorNumber> activate(DealId deal, Epoch sector_expiration);

  /// Whether the miner is at work: known, and not stopped.
  [[nodiscard]] bool is_proving(ActorId miner) const;
  /// Epochs at which the miner stopped, resumed, stopped again ..., oldest first.
  [[nodiscard]] const std::vector<Epoch>& stops_and_resumes(ActorId miner) const;

  /// Epochs at which something was done to one sector alone, oldest first.
  [[nodiscard]] const std::vector<Epoch>& acts_on(ActorId miner, SectorNumber sector) const;

  /// Writes the chain's epoch; part of a commit.
  void write_epoch();

 private:
  void replay(const std::string& options);
  void apply(ChainAct act, std::uint64_t subject, SectorNumber sector, const std::string& body);
  void act(ChainAct act, std::uint64_t subject, SectorNumber sector);
  void note(ChainAct act, std::uint64_t subject, SectorNumber sector, std::string_view body);

  Database& database_;
  Chain chain_;
  std::map<ActorId, std::vector<Epoch>> turns_;
  std::map<std::pair<ActorId, SectorNumber>, std::vector<Epoch>> sector_acts_;
  std::optional<Statement> insert_;
  std::optional<Statement> epoch_;
  Epoch epoch_written_ = no_epoch;
};

}  // namespace mock
