#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "aggregator/deal.h"

namespace mock {

/// Proposed deals that can take further pieces until they are published. Each is led by the record
/// that was there first.
class OpenBatches {
 public:
  /// @param pieces_max  In one deal.
  explicit OpenBatches(std::size_t pieces_max) : pieces_max_(pieces_max) {}

  /// The leader of a batch that can take the record with @p provider: the same terms for the deal,
  /// and not the same data twice. nullopt = there is none.
  [[nodiscard]] std::optional<RecordId> room_for(const DealRecord& record, ActorId provider) const;
  /// Providers of all batches.
  [[nodiscard]] std::vector<ActorId> providers() const;

  /// Adds a record to the batch that it names, which begins with its leader.
  void add(const DealRecord& record);
  /// Takes a record out. Returns who leads those that are left from now on, if it was the leader.
  std::optional<RecordId> remove(const DealRecord& record);
  /// All records of a batch, the leader first. The batch is closed.
  [[nodiscard]] std::vector<RecordId> close(RecordId leader);
  [[nodiscard]] std::vector<RecordId> members(RecordId leader) const;

 private:
  struct Batch {
    ActorId provider = 0;
    Epochs duration_epochs = 0;
    bool verified = false;
    std::map<RecordId, std::string> payloads;
  };
  std::size_t pieces_max_;
  std::map<RecordId, Batch> batches_;
};

}  // namespace mock
