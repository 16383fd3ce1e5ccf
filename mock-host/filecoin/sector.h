#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "filecoin/chain.h"
#include "filecoin/proving.h"
#include "filecoin/spans.h"

namespace mock {

/// A sector in its miner's state. Its past is kept as the epochs at which its status changed.
class Sector {
 public:
  struct Placing {
    SectorNumber number = 0;
    std::uint64_t deadline = 0;
    Epoch activation = 0;
    Epoch expiration = 0;   ///< As committed; cron acts on it at the end of the deadline after it.
    Epoch first_proof = 0;  ///< The last epoch of its first window; not active before.
    Epoch removal =
        0;            ///< The last epoch of the first window that ends at or after the expiration.
    DealId deal = 0;  ///< Market::no_deal = there is none in it.
  };

  explicit Sector(const Placing& placing);

  [[nodiscard]] const Placing& placing() const { return placing_; }
  [[nodiscard]] SectorStatus status() const { return newest_.to; }
  /// The status in the state of @p epoch.
  [[nodiscard]] SectorStatus status_at(Epoch epoch) const {
    return newest_.at <= epoch ? newest_.to : status_before(epoch);
  }
  /// When it was live before @p until, oldest first.
  [[nodiscard]] std::vector<std::pair<Epoch, Epoch>> live_spans(Epoch until) const;
  /// Whether it is live and has been proven at least once, in the state of @p epoch.
  [[nodiscard]] bool is_active_at(Epoch epoch) const {
    return epoch >= placing_.first_proof && status_at(epoch) == SectorStatus::live;
  }
  [[nodiscard]] bool is_faulty() const {
    return status() == SectorStatus::faulty || status() == SectorStatus::recovering;
  }
  /// Since when it has not been live, recovering or not, as of @p epoch; nullopt = it is not
  /// faulty.
  [[nodiscard]] std::optional<Epoch> faulty_since(Epoch epoch) const;
  /// Whether the miner's list has it in the state of @p epoch, be it dead or alive.
  [[nodiscard]] bool is_listed_at(Epoch epoch) const {
    return placing_.activation <= epoch && (forgotten_ == no_epoch || epoch < forgotten_);
  }
  /// It is compacted away; only a dead one can be.
  void forget(Epoch at) { forgotten_ = at; }
  [[nodiscard]] bool is_forgotten() const { return forgotten_ != no_epoch; }
  [[nodiscard]] bool is_over() const { return status() == SectorStatus::terminated; }
  /// When it was terminated or expired.
  [[nodiscard]] std::optional<Epoch> over_since() const;

  void turn(Epoch at, SectorStatus to);
  /// Counts the faults, so that cron knows whether a termination is still meant for the present
  /// one.
  void begin_fault(Epoch at);
  [[nodiscard]] std::uint64_t faults() const { return faults_; }

  /// The market will not hear of its termination by cron.
  void swallow_termination() { swallows_termination_ = true; }
  [[nodiscard]] bool swallows_termination() const { return swallows_termination_; }

  Spans& losses() { return losses_; }
  [[nodiscard]] const Spans& losses() const { return losses_; }

 private:
  struct Turn {
    Epoch at;
    SectorStatus to;
  };

  [[nodiscard]] SectorStatus status_before(Epoch epoch) const;

  Turn newest_;  ///< The last of the turns, at hand: nearly all that is asked is about now.
  Placing placing_;
  std::vector<Turn> turns_;
  std::uint64_t faults_ = 0;
  Epoch forgotten_ = no_epoch;
  bool swallows_termination_ = false;
  Spans losses_;  ///< When its data was gone from the provider's disk.
};

}  // namespace mock
