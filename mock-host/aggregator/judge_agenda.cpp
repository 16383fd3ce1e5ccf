#include "aggregator/judge_agenda.h"

#include <algorithm>

namespace mock {

void JudgeAgenda::copy_changed(const DealRecord& record) {
  due_.insert(record.terms.payload_cid);
  if (!record.sector) return;
  auto& payloads = payloads_in_[{record.provider, *record.sector}];
  const auto known = std::find(payloads.begin(), payloads.end(), record.terms.payload_cid);
  if (known == payloads.end()) payloads.push_back(record.terms.payload_cid);
}

void JudgeAgenda::sector_turned(ActorId miner, SectorNumber sector) {
  const auto found = payloads_in_.find({miner, sector});
  if (found != payloads_in_.end()) due_.insert(found->second.begin(), found->second.end());
}

void JudgeAgenda::rest(const std::string& payload_cid, Epoch until) {
  if (until == forever) {
    rests_until_.erase(payload_cid);
    return;
  }
  const auto [at, is_new] = rests_until_.try_emplace(payload_cid, until);
  if (!is_new && at->second == until) return;
  at->second = until;
  ends_of_rests_.emplace(until, payload_cid);
}

std::set<std::string> JudgeAgenda::take(Epoch now) {
  while (!ends_of_rests_.empty() && ends_of_rests_.begin()->first <= now) {
    const auto [until, payload_cid] = *ends_of_rests_.begin();
    ends_of_rests_.erase(ends_of_rests_.begin());
    const auto rest = rests_until_.find(payload_cid);
    if (rest == rests_until_.end() || rest->second != until) continue;
    rests_until_.erase(rest);
    due_.insert(payload_cid);
  }
  return std::exchange(due_, {});
}

}  // namespace mock
