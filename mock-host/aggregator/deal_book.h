#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/database.h"
#include "aggregator/deal.h"
#include "aggregator/open_batches.h"
#include "aggregator/refusal.h"

namespace mock {

class ChainJournal;
class Outbox;
class Providers;

/// How long the steps of a deal take. Chances and spreads are drawn from (seed, record id).
struct DealPace {
  std::uint64_t seed = 1;
  Epochs propose_min = 2, propose_max = 20;     ///< After it was recorded.
  Epochs publish_min = 120, publish_max = 240;  ///< After it was proposed.
  Epochs transfer_min = 1, transfer_max = 60;   ///< From published to sealing.
  Epochs start_after = 7 * epochs_per_day;      ///< Start epoch: so long after it was accepted.
  Epochs seal_look_again = 120;                 ///< While the provider is away.
  ActorId client = 100;                         ///< The aggregator's own address.
  std::size_t pieces_max = 1;                   ///< In one deal; 1 = no aggregates.
};

/// What the aggregator can pay with.
struct Means {
  bool has_funds = true;
  bool has_datacap = true;

  [[nodiscard]] bool pays(bool verified) const { return has_funds && (has_datacap || !verified); }
};

/// Hears of every change in the book, as it happens.
class DealObserver {
 public:
  virtual ~DealObserver() = default;
  virtual void deal_changed(const DealRecord& record) = 0;
};

/// Answer to a request.
struct RequestReceipt {
  RecordId id = 0;
  bool existing = false;  ///< The key was known already.
};

/// All deals of the aggregator, its own and those that the plugin asked for; moves them on as time
/// goes by.
///
/// Kept in memory, and durable with the database's next commit: from then on a request is RECORDED.
/// A restart goes on where the last commit was.
class DealBook {
 public:
  struct Parts {
    Database& database;
    ChainJournal& journal;
    const Providers& providers;
    Outbox& outbox;
  };
  DealBook(const Parts& parts, const DealPace& pace);

  /// @p observer must outlive the book, or the last change of it.
  void observe(DealObserver& observer) { observers_.push_back(&observer); }

  /// Takes a deal to be made. CONFLICT if the key was used with another request; INVALID or DENIED
  /// for terms that will not do.
  [[nodiscard]] Outcome<RequestReceipt> request(const DealTerms& terms);
  /// NOT_FOUND, or DENIED if it is published.
  [[nodiscard]] Outcome<void> cancel(RecordId id);

  [[nodiscard]] const DealRecord* find(RecordId id) const;
  [[nodiscard]] const DealRecord* find_key(std::string_view key) const;
  /// Of one payload, oldest first; empty for an unknown one.
  [[nodiscard]] const std::vector<RecordId>& of_payload(std::string_view payload_cid) const;
  /// All, by id.
  [[nodiscard]] const std::map<RecordId, DealRecord>& all() const { return records_; }

  /// Does what is due at @p now; the chain must be there.
  void advance(Epoch now);
  [[nodiscard]] std::optional<Epoch> next_event() const;

  /// From now on.
  void set_means(const Means& means) { means_ = means; }

  /// Makes accepted requests recorded and writes all changes; part of a commit.
  void write();
  /// Whether anything waits for write().
  [[nodiscard]] bool is_dirty() const { return !dirty_.empty(); }

 private:
  void load();
  void index(DealRecord& record);
  [[nodiscard]] std::optional<Refusal> refusal_of(const DealTerms& terms) const;
  void step(DealRecord& record);
  /// Requests become recorded; that is true with the commit that follows.
  void record_accepted();
  /// A provider that takes it and has no copy of the payload yet.
  [[nodiscard]] std::optional<ActorId> chosen_for(const DealRecord& record) const;
  void propose(DealRecord& record);
  /// Publishes a deal for all that share it.
  void publish(DealRecord& leader);
  /// What goes to the market.
  [[nodiscard]] DealProposal proposal_for(const std::vector<DealRecord*>& sharers) const;
  /// A record that is cancelled; another one leads those that shared its deal.
  void leave_batch(const DealRecord& record);
  void begin_sealing(DealRecord& record);
  /// The sector of a record's deal, which somebody who shares it may have activated.
  [[nodiscard]] std::optional<SectorNumber> sector_of(const DealRecord& record);
  void seal(DealRecord& record);
  void end(DealRecord& record, DealState state, DealFault fault, std::string message);
  /// The aggregator's own deal was not taken: another provider is asked.
  void try_elsewhere(const DealRecord& failed);
  void move_on(DealRecord& record, DealState state, Epoch next);
  void schedule(DealRecord& record, Epoch next);
  /// An epoch from now + low to now + high.
  [[nodiscard]] Epoch drawn(const DealRecord& record, std::string_view purpose, Epochs low,
                            Epochs high) const;

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  Parts parts_;
  DealPace pace_;
  OpenBatches batches_;
  Means means_;
  std::vector<DealObserver*> observers_;
  std::map<RecordId, DealRecord> records_;
  std::vector<DealRecord*> by_id_;  ///< At id - 1; ids leave hardly a gap. Null = there is none.
  std::unordered_map<std::string, RecordId> by_key_;
  std::unordered_map<std::string, std::vector<RecordId>, TextHash, std::equal_to<>> by_payload_;
  std::set<std::pair<Epoch, RecordId>> due_;
  std::set<RecordId> dirty_;
  std::set<RecordId> accepted_;
  std::optional<Statement> upsert_;
  RecordId next_id_ = 1;
};

}  // namespace mock
