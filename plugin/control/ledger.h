#pragma once

#include <string>

#include "control/book.h"
#include "control/context.h"
#include "control/journal.h"
#include "policy/feed_guard.h"
#include "policy/settle.h"

namespace raas {

/// Writes into the book what the host says of deals and what the chain says of copies.
///
/// Everything here may be told twice, late or out of order: each function looks at what is there.
class Ledger {
 public:
  Ledger(Book& book, const Ports& ports, const ServiceOptions& options, FeedGuard& guard,
         Journal& journal)
      : book_(book), ports_(ports), options_(options), guard_(guard), journal_(journal) {}

  void set_moment(const Moment& moment) { moment_ = moment; }

  /// The host's word on a deal that we asked for under @p key.
  void apply(const IntentKey& key, const HostDeal& deal);
  /// The host does not know @p key.
  void apply_unknown(const IntentKey& key);
  /// Ends an intent whose time is over, though nobody said so.
  void apply_silence(const IntentKey& key) { settle_by(key, {}); }
  /// A deal that the host made by itself: a copy of @p job.
  void adopt(JobId job, const HostDeal& deal, SlotNumber slot = 0);
  /// The chain's word on a copy.
  void apply(const Reading& reading);

  /// Why an intent ended without a copy.
  struct Ending {
    IntentState state = IntentState::failed;
    Fault fault = Fault::none;
    std::string because;
  };
  /// Ends an intent: backoff for its slot and rest for its provider where it failed.
  void end(const IntentKey& key, const Ending& ending);
  /// Takes a copy out of the book and off the watch.
  void remove(ReplicaId replica);

 private:
  void follow(Intent intent, const HostDeal& deal);
  void tell_found(const Intent& intent);
  void settle_by(const IntentKey& key, HostDealSummary told);
  void take_down(const Replica& known, const Replica& read);
  void take_over(Intent intent, const Replica& replica);
  void ask_again(Intent intent);
  void tell_forgotten(const Intent& intent, const std::string& consequence);
  ReplicaId put_replica(Replica replica, const HostDeal& deal);
  void learn_piece(JobId job, const Piece& piece);

  Book& book_;
  Ports ports_;
  const ServiceOptions& options_;
  FeedGuard& guard_;
  Journal& journal_;
  Moment moment_;
};

/// The slot of a job for writing; added if it was never filled.
[[nodiscard]] Slot& slot_of(Job& job, SlotNumber number);

}  // namespace raas
