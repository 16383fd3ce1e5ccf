// Which copy a renewal replaces, for the figures on renewals.
//
// A request does not name the copy that it replaces, and the judge does not believe the plugin
// anyway. But a renewal is only needed because of the copy that came last below its threshold. Once
// a job has all its copies or has them on their way, older ends need nothing more: a spare copy has
// stepped in.
#include <algorithm>

#include "aggregator/judge_state.h"

namespace mock {

void Judge::State::note_replacement(const DealRecord& record, const RegisteredJob& job) {
  if (record.terms.reason == "renewal") note_renewal(record, job);
  settle_the_rest(job);
}

void Judge::State::note_renewal(const DealRecord& record, const RegisteredJob& job) {
  const DealRecord* newest = nullptr;
  const Epoch now = aggregator.now();
  for (const RecordId id : aggregator.book().of_payload(record.terms.payload_cid)) {
    const auto& copy = *aggregator.book().find(id);
    if (copy.state != DealState::active || is_renewed(id)) continue;
    if (copy.end_epoch - now > job.renew_below_epochs) continue;
    const bool is_over = copy.end_epoch <= now;
    if (is_over ? ends_settled.count(id) != 0 : !copies.is_left(copy)) continue;
    if (newest == nullptr || copy.end_epoch > newest->end_epoch) newest = &copy;
  }
  if (newest == nullptr) return;
  renewed_by[newest->id] = record.id;
  renews[record.id] = newest->id;
}

bool Judge::State::is_renewed(RecordId copy) const {
  const auto found = renewed_by.find(copy);
  return found != renewed_by.end() && is_there(*aggregator.book().find(found->second));
}

bool Judge::State::is_there(const DealRecord& copy) const {
  return copies.is_in_flight(copy) || (copies.is_healthy(copy) && !copies.unproven_since(copy));
}

void Judge::State::settle_the_rest(const RegisteredJob& job) {
  const auto& ids = aggregator.book().of_payload(job.payload_cid);
  const Epoch now = aggregator.now();
  const auto there = std::count_if(ids.begin(), ids.end(), [&](RecordId id) {
    const auto& copy = *aggregator.book().find(id);
    if (copies.is_in_flight(copy)) return true;
    return is_there(copy) && copy.end_epoch - now > job.renew_below_epochs;
  });
  if (there < static_cast<std::int64_t>(job.copies_target)) return;
  for (const RecordId id : ids) {
    const auto& copy = *aggregator.book().find(id);
    const bool ends = copy.end_epoch - now <= job.renew_below_epochs;
    if (copy.state == DealState::active && ends) ends_settled.insert(id);
  }
}

void Judge::State::on_active(const DealRecord& record) {
  const auto judged = jobs.find(record.terms.payload_cid);
  if (judged != jobs.end()) settle_the_rest(judged->second.job);
  const auto found = renews.find(record.id);
  if (found == renews.end()) return;
  ends_settled.insert(found->second);
  const Epochs margin = aggregator.book().find(found->second)->end_epoch - record.active_epoch;
  ++renewals;
  margin_left_min = std::min(margin, margin_left_min.value_or(margin));
}

void Judge::State::on_gone(const DealRecord& record) {
  const auto found = renews.find(record.id);
  if (found == renews.end()) return;
  const auto renewed = renewed_by.find(found->second);
  if (renewed != renewed_by.end() && renewed->second == record.id) renewed_by.erase(renewed);
  renews.erase(found);
}

}  // namespace mock
