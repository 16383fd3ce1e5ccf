#pragma once

#include <cstdint>
#include <deque>
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
      : book_(book), options_(options), ledger_(ledger), journal_(journal) {}

  /// Takes up where the book that was loaded ends.
  void resume();

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// Takes all events or, if the queue is full, none. Events that were written already are dropped.
  [[nodiscard]] bool offer(std::vector<HookEvent> events);
  /// Writes what was taken. Returns the fetches that changed, for the executor.
  [[nodiscard]] std::vector<Fetch> drain();
  [[nodiscard]] bool empty() const { return queue_.empty(); }
  /// The newest event that is in the book; durable once the book is.
  [[nodiscard]] std::uint64_t written_seq() const { return written_seq_; }

 private:
  void write(const HostDeal& deal);
  void enroll(const Cid& payload, const HostDeal& deal);

  Book& book_;
  const ServiceOptions& options_;
  Ledger& ledger_;
  Journal& journal_;
  Moment moment_;
  std::deque<HookEvent> queue_;
  std::uint64_t written_seq_ = 0;
};

}  // namespace raas
