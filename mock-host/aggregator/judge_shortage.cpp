// How long a job was below its minimum, and what of it the scenario's physics explains: time in
// which a deal for it was under way, in which there was no way to make one, and a wait after each
// that failed.
#include <algorithm>

#include "aggregator/judge_state.h"

namespace mock {
namespace {

/// How much of @p whole is in none of @p parts.
Epochs left_of(const Span& whole, std::vector<Span> parts) {
  std::sort(parts.begin(), parts.end());
  Epochs left = 0;
  Epoch at = whole.first;
  for (const auto& [from, to] : parts) {
    if (from >= whole.second) break;
    if (from > at) left += from - at;
    at = std::max(at, to);
  }
  return left + std::max<Epochs>(0, whole.second - at);
}

}  // namespace

Epochs Judge::State::unexplained(const JudgedJob& judged, const Span& span) const {
  std::vector<Span> reasons = judged.excused;
  if (judged.paused) reasons.emplace_back(judged.paused_since, aggregator.now());
  Epochs waits = 0;
  for (const RecordId id : aggregator.book().of_payload(judged.job.payload_cid)) {
    const auto& record = *aggregator.book().find(id);
    const Epoch until = is_terminal(record.state) ? record.changed_epoch : aggregator.now();
    reasons.emplace_back(record.accepted_epoch, until);
    const bool failed_then = is_terminal(record.state) && record.state != DealState::active &&
                             until >= span.first && until < span.second;
    if (failed_then) waits += limits.backoff_max_epochs * 5 / 4;
  }
  return std::max<Epochs>(0, left_of(span, std::move(reasons)) - waits);
}

/// The time until a job first had its copies is not a shortage, unless that is still so.
Shortage Judge::State::shortage_of(const JudgedJob& judged) const {
  const Epoch now = aggregator.now();
  Shortage shortage;
  const auto add = [&](Epoch from, Epoch to) {
    if (to <= from) return;
    shortage.longest = std::max(shortage.longest, to - from);
    shortage.unexplained = std::max(shortage.unexplained, unexplained(judged, {from, to}));
  };
  const auto good =
      copies.spans_with(judged.job.payload_cid, judged.job.copies_min, judged.registered_epoch);
  if (good.empty()) {
    shortage.now = true;
    if (!judged.paused) add(judged.registered_epoch, now);
    return shortage;
  }
  for (std::size_t at = 1; at < good.size(); ++at) add(good[at - 1].second, good[at].first);
  shortage.now = good.back().second <= now;
  if (shortage.now && !judged.paused) add(good.back().second, now);
  return shortage;
}

}  // namespace mock
