#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "core/epoch.h"
#include "core/replica.h"

namespace raas {

/// A new reading of one replica.
struct Reading {
  ReplicaId replica = 0;
  Facts facts;                         ///< As they are now, this reading included.
  std::optional<SectorNumber> sector;  ///< If the chain told it.
  Epoch start_epoch = no_epoch;        ///< no_epoch = not told.
  Epoch end_epoch = no_epoch;          ///< Of the deal, or of the sector where that is sooner.
  std::optional<Piece> piece;          ///< If the chain told it.
};

/// Whether the chain can be believed now.
struct ChainHealth {
  bool trusted = false;
  Epoch tip = no_epoch;   ///< Height of the newest finalized tipset read.
  Epoch head = no_epoch;  ///< Height of the node's head then.
  std::string because;    ///< Why not trusted, e.g. "head is 14 min old, 5 min are tolerated".
};

/// What advance() found.
struct ChainReport {
  /// Changed facts, negative ones that were read again (of a fault that lasts only the first
  /// times), and answers to recheck().
  std::vector<Reading> readings;
  bool more = false;             ///< Answers are left that have come: advance() again at once.
  Millis next_monotonic_ms = 0;  ///< advance() again then at the latest.
  std::string cursor;            ///< To be kept for resume(), once it moved; else empty.
};

/// Counters for metrics and reports.
struct ChainCounters {
  std::vector<std::pair<std::string, std::uint64_t>> calls_by_method;  ///< Sorted by method.
  std::uint64_t errors = 0;  ///< Calls without a usable answer.
  std::uint64_t bytes_in = 0;
  std::size_t in_flight = 0;
  std::uint64_t disagreements = 0;   ///< Readings that two nodes did not agree about.
  std::uint64_t early_warnings = 0;  ///< Events of copies above the finalized tipset.
};

/// Watches replicas on chain. Works in the background of advance(); never blocks.
class ChainView {
 public:
  virtual ~ChainView() = default;

  /// Begins to watch, or takes over what changed (record, deal, sector, end). The replica's own
  /// facts are what consecutive readings are counted from, so that a restart forgets little.
  virtual void watch(const Replica& replica) = 0;
  /// Goes on from the newest cursor that was kept, before the first advance(). A view without one
  /// needs nothing of it.
  virtual void resume(const std::string& cursor) { static_cast<void>(cursor); }
  /// Counts time as the network of this state was found to, before the first advance().
  virtual void resume_time(const ChainTime& time) { static_cast<void>(time); }
  virtual void forget(ReplicaId replica) = 0;
  /// Asks for a reading at the next finalized tipset, whatever the schedule says.
  virtual void recheck(ReplicaId replica) = 0;

  /// Takes answers, sends what is due.
  [[nodiscard]] virtual ChainReport advance(Now now) = 0;
  [[nodiscard]] virtual const ChainHealth& health() const = 0;
  [[nodiscard]] virtual const ChainTime& time() const = 0;
  /// The epoch that is under way. Once the chain and the host's wall clock were seen to agree, a
  /// jump of that clock is not followed: the other one tells how much time has passed.
  [[nodiscard]] virtual Epoch epoch_at(Now now) const { return time().epoch_at(now.unix_ms); }
  /// Whether they were, since the start. Until then epoch_at() is the clock's word alone.
  [[nodiscard]] virtual bool has_confirmed_clock() const { return true; }
  /// Whether time() is that of the network: a node was asked, or it was resumed. Until then no
  /// epoch that is reckoned from a clock may decide anything.
  [[nodiscard]] virtual bool knows_time() const { return true; }
  /// Whether calls are under way that somebody else answers.
  [[nodiscard]] virtual bool is_waiting() const = 0;
  [[nodiscard]] virtual ChainCounters counters() const = 0;
};

}  // namespace raas
