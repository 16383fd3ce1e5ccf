#include "support/fake_jobs.h"

namespace fake {

Need need_of(const Job& job, const Manners& manners, std::int64_t epoch) {
  constexpr std::int64_t start_margin = 900;
  Need need{.reason = "replication", .excluded = {}, .replaces = 0};
  std::int64_t good = 0;
  for (const auto& copy : job.held) {
    if (copy.gone || (copy.active && copy.end <= epoch)) continue;
    if (!copy.provider.empty()) need.excluded.push_back(copy.provider);
    if (!copy.active) {
      if (copy.start < 0 || epoch <= copy.start + start_margin) ++good;
    } else if (copy.faulty_since >= 0 && epoch - copy.faulty_since > job.repair_after) {
      if (copy.replaced) continue;
      need.reason = "repair";
      need.replaces = static_cast<std::size_t>(&copy - job.held.data());
    } else if (copy.end - epoch <= job.renew_below) {
      if (need.reason != "repair") need.reason = "renewal";
    } else {
      ++good;
    }
  }
  const auto wanted = manners.greedy ? job.copies + 1 : job.copies;
  if (good >= wanted) need.reason.clear();
  return need;
}

}  // namespace fake
