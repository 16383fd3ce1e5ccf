#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/lotus/actor_events.h"
#include "adapters/lotus/caller.h"
#include "adapters/lotus/decode.h"
#include "ports/events.h"

namespace raas::lotus {

/// What came of a tick's events.
struct EventNews {
  std::vector<ActorEvent> settled;  ///< The finalized state shows what they did.
  std::vector<ActorEvent> early;    ///< It does not yet, and a reorg may undo them. Each told once.
  bool is_gap = false;              ///< Events were missed: everything is to be read again.
};

/// Follows the events of the actors that matter, from a height that is kept. They make copies due
/// early and are never evidence: faults and what cron does have none.
class EventFeed {
 public:
  explicit EventFeed(Events& events) : events_(events) {}

  /// Goes on from a cursor that was kept. What is none is like none.
  void resume(std::string_view cursor);

  /// Queues what is due at @p tip, if the node serves it.
  void ask(const Tipset& tip, Epoch head, std::vector<ActorId> providers, Caller& caller);
  void take(const Call& call, const Answer& answer);
  /// Ends the tick.
  [[nodiscard]] EventNews end_tick();

  /// The cursor to be kept, once after it moved; empty = it did not.
  [[nodiscard]] std::string take_cursor();

 private:
  void ask_range(EventKind kind, const HeightRange& heights, std::size_t part);
  void move_to(const Tipset& tip);
  void report_gap(std::string_view because);

  Events& events_;
  Caller* caller_ = nullptr;  ///< Of the tick.
  Epoch read_to_ = no_epoch;  ///< The newest height that is settled.
  std::string cursor_;
  bool is_cursor_news_ = false;
  Epoch ask_at_ = no_epoch;
  Tipset tip_;
  std::vector<ActorId> providers_;
  bool is_asked_ = false;
  bool has_failed_ = false;
  EventNews news_;
  std::set<std::pair<Epoch, std::string>> warned_;  ///< Early ones that were told.
};

}  // namespace raas::lotus
