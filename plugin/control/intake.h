#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "control/ledger.h"

namespace raas {

/// What a hook brings.
struct HookEvent {
  std::uint64_t seq = 0;
  std::variant<HostDeal, Fetch> told;
};

/// Takes hook events into memory at once and writes them into the book later.
class Intake {
 public:
  Intake(Book& book, const ServiceOptions& options, Ledger& ledger, Journal& journal)
      : book_(book), options_(options), ledger_(ledger), journal_(journal) {
    queue_.reserve(queue_kept);
  }

  /// Takes up where the book that was loaded ends.
  void resume();

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// Whether a batch of @p events may be taken: all of it or nothing.
  [[nodiscard]] bool has_room_for(std::size_t events) const;
  /// Takes one, unless it was written already.
  void take(HookEvent&& event);
  /// Writes some of the events that were taken. Returns the fetches that changed, for the executor.
  [[nodiscard]] std::vector<Fetch> drain(const SliceLimit& limit);
  [[nodiscard]] bool empty() const { return waiting() == 0; }
  /// The newest event that is in the book; durable once the book is.
  [[nodiscard]] std::uint64_t written_seq() const { return written_seq_; }

 private:
  /// Events that the queue keeps room for, so that a hook asks for no memory.
  static constexpr std::size_t queue_kept = 256;

  [[nodiscard]] std::size_t waiting() const { return queue_.size() - written_; }
  void write(const HostDeal& deal);
  void enroll(const Cid& payload, const HostDeal& deal);

  Book& book_;
  const ServiceOptions& options_;
  Ledger& ledger_;
  Journal& journal_;
  Moment moment_;
  std::vector<HookEvent> queue_;
  std::size_t written_ = 0;  ///< So many of the queue are in the book.
  std::uint64_t written_seq_ = 0;
};

}  // namespace raas
