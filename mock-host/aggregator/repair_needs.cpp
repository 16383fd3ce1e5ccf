#include "aggregator/repair_needs.h"

#include <algorithm>
#include <utility>

namespace mock {
namespace {

/// A copy that is missing.
struct Need {
  Epoch since = 0;
  RecordId left_by = 0;  ///< 0 = never was there.
  bool by_fault = false;
};

class Needs {
 public:
  explicit Needs(const CopiesWanted& wanted)
      : spare_max_(wanted.target - std::min(wanted.min, wanted.target)),
        open_(wanted.target, Need{.since = wanted.since}),
        short_since_(wanted.since) {}

  void apply(const CopyChange& change);
  [[nodiscard]] std::vector<Epochs> take() && { return std::move(latencies_); }

 private:
  void drop(const Need& need);
  void deal(Epoch epoch, bool is_repair);
  void come_back(RecordId copy);
  [[nodiscard]] bool is_short() const { return open_.size() > spare_max_; }

  std::size_t spare_max_;  ///< As many may be missing before anything is to be made.
  std::vector<Need> open_;
  std::size_t spares_ = 0;
  Epoch short_since_;
  std::vector<Epochs> latencies_;
};

void Needs::apply(const CopyChange& change) {
  switch (change.turn) {
    case CopyTurn::repair_asked: return deal(change.epoch, true);
    case CopyTurn::other_asked: return deal(change.epoch, false);
    case CopyTurn::comes_back: return come_back(change.copy);
    case CopyTurn::fails: return drop({change.epoch, change.copy, true});
    case CopyTurn::deal_lost:
    case CopyTurn::runs_out: return drop({change.epoch, change.copy, false});
  }
}

void Needs::drop(const Need& need) {
  if (spares_ > 0) {
    --spares_;
    return;
  }
  const bool was_short = is_short();
  open_.push_back(need);
  if (!was_short && is_short()) short_since_ = need.since;
}

void Needs::deal(Epoch epoch, bool is_repair) {
  if (open_.empty()) {
    ++spares_;
    return;
  }
  const auto own = std::find_if(open_.begin(), open_.end(),
                                [&](const Need& need) { return need.by_fault == is_repair; });
  if (own == open_.end()) {
    open_.erase(open_.begin());
    return;
  }
  if (is_repair) latencies_.push_back(epoch - std::max(own->since, short_since_));
  open_.erase(own);
}

void Needs::come_back(RecordId copy) {
  if (open_.empty()) {
    ++spares_;
    return;
  }
  const auto own = std::find_if(open_.begin(), open_.end(),
                                [&](const Need& need) { return need.left_by == copy; });
  open_.erase(own == open_.end() ? open_.end() - 1 : own);
}

}  // namespace

std::vector<Epochs> fault_to_deal_epochs(std::vector<CopyChange> changes,
                                         const CopiesWanted& wanted) {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const CopyChange& a, const CopyChange& b) { return a.epoch < b.epoch; });
  Needs needs(wanted);
  for (const CopyChange& change : changes) needs.apply(change);
  return std::move(needs).take();
}

}  // namespace mock
