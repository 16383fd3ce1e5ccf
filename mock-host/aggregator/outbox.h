#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "aggregator/database.h"
#include "aggregator/deal.h"
#include "aggregator/staging.h"

namespace mock {

/// Which of the plugin's hooks an event is for.
enum class HookKind : std::uint8_t { deal_created = 1, request_update = 2, data_update = 3 };

/// One event for the plugin's hooks, as things were when it happened.
struct HostEvent {
  std::uint64_t seq = 0;
  HookKind kind = HookKind::deal_created;
  std::variant<DealRecord, FetchRecord> subject;
};

/// Events on their way to the plugin, with a seq that rises over all kinds and across restarts.
///
/// Deal events are durable with the database's next commit and are only delivered after it; they
/// are kept until the plugin has them durable. Fetch events live in memory, as fetches do.
class Outbox {
 public:
  /// Takes over what was not durable in the plugin when the host stopped.
  explicit Outbox(Database& database);

  void post(HookKind kind, const DealRecord& record);
  void post(const FetchRecord& fetch);

  /// Writes new events and forgotten ones; part of a commit.
  void write();
  /// After the commit: what was written can be delivered.
  void release();

  /// Events that can be delivered and were not yet, oldest first.
  [[nodiscard]] bool has_next() const { return delivered_ < released_; }
  /// The next events of one kind, at most @p limit.
  [[nodiscard]] std::vector<const HostEvent*> next_batch(std::size_t limit) const;
  /// The plugin has taken the next @p count events.
  void delivered(std::size_t count) { delivered_ += count; }
  /// Everything that is not durable in the plugin is delivered again: the plugin was restarted.
  void deliver_again() { delivered_ = 0; }
  /// The plugin has all events up to @p seq in its state directory.
  void forget_up_to(std::uint64_t seq);

 private:
  Database& database_;
  std::deque<HostEvent> events_;  ///< Not durable in the plugin, by seq.
  std::size_t delivered_ = 0;     ///< Of events_, from the front.
  std::size_t released_ = 0;      ///< Of events_, from the front.
  std::size_t written_ = 0;       ///< Of events_, from the front.
  std::uint64_t seq_next_ = 1;
  std::uint64_t seq_written_ = 0;
  std::uint64_t forgotten_ = 0;
  std::uint64_t forgotten_written_ = 0;
  std::optional<Statement> insert_;
  std::optional<Statement> remove_;
  std::optional<Statement> counter_;
};

}  // namespace mock
