#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "aggregator/aggregator.h"
#include "aggregator/repair_needs.h"

namespace mock {

/// From the first epoch up to, not including, the second.
using Span = std::pair<Epoch, Epoch>;

/// What books and chain say about single copies, now and in the past.
class CopyHistory {
 public:
  explicit CopyHistory(const Aggregator& aggregator) : aggregator_(aggregator) {}

  /// Asked for, and it can still become active.
  [[nodiscard]] bool is_in_flight(const DealRecord& record) const;
  /// Active, its sector live, its end not reached.
  [[nodiscard]] bool is_healthy(const DealRecord& record) const;
  /// Healthy, also a proving period ago, with more than @p renew_below_epochs left.
  [[nodiscard]] bool is_lasting(const DealRecord& record, Epochs renew_below_epochs) const;
  /// Healthy, or faulty and may come back.
  [[nodiscard]] bool is_left(const DealRecord& record) const;
  /// Since when the provider has not been able to prove the copy; nullopt = it is, or it has ended.
  [[nodiscard]] std::optional<Epoch> unproven_since(const DealRecord& record) const;

  /// When the copy was healthy, oldest first.
  [[nodiscard]] std::vector<Span> healthy_spans(const DealRecord& record) const;
  /// What happened to the copy so far, a fault from the epoch on at which its provider stopped.
  [[nodiscard]] std::vector<CopyChange> changes_of(const DealRecord& record,
                                                   Epochs renew_below_epochs) const;
  /// When at least @p copies of the payload's copies were healthy at once, in from..now.
  [[nodiscard]] std::vector<Span> spans_with(std::string_view payload_cid, std::uint32_t copies,
                                             Epoch from) const;

 private:
  [[nodiscard]] bool was_live(const DealRecord& record, Epoch epoch) const;

  const Aggregator& aggregator_;
};

}  // namespace mock
