#include "conformance/events.h"

#include <algorithm>

namespace conformance {

bool Events::has_told(Hook hook) const {
  return std::any_of(told_.begin(), told_.end(),
                     [hook](const auto& entry) { return entry.first == hook; });
}

raas_status Events::take(const Told& told) {
  if (told.seqs.empty()) return RAAS_OK;
  if (!has_refused_) {
    has_refused_ = true;
    refused_once_ = told.seqs;
    return RAAS_E_RETRY;
  }
  if (!refused_once_.empty()) {
    report_.expect("events_come_again_after_retry", told.seqs.front() == refused_once_.front(),
                   "event " + std::to_string(refused_once_.front()) +
                       " was answered with RETRY, and the next one is " +
                       std::to_string(told.seqs.front()));
    refused_once_.clear();
  }
  for (const std::uint64_t seq : told.seqs) {
    // An event may come again, but none may come late.
    report_.expect("events_rise", seq > seq_ || seen_.contains(seq),
                   "seq " + std::to_string(seq) + " after " + std::to_string(seq_));
    seq_ = std::max(seq_, seq);
    seen_.insert(seq);
  }
  for (const std::uint64_t id : told.ids) told_.insert({told.hook, id});
  if (told.hook == Hook::data_update) return RAAS_OK;
  deal_seqs_.insert(told.seqs.begin(), told.seqs.end());
  if (payload_cid_.empty()) payload_cid_ = told.payload_cid;
  return RAAS_OK;
}

}  // namespace conformance
