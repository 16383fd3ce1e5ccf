#include "control/reporter.h"

#include <algorithm>
#include <limits>

#include "policy/backoff.h"

namespace raas {
namespace {

constexpr std::size_t steps_per_pump_max = 200;
constexpr Epochs poll_epochs = 2;
constexpr Epochs refused_again_epochs = epochs_per_day;

Reporter::Key key_of(const DealReport& report) {
  return {report.contract, report.request, report.deal};
}

const Replica* copy_of(const JobCell& cell, DealId deal) {
  for (const Replica& replica : cell.replicas) {
    if (replica.record == ChainRecord::deal && replica.deal == deal) return &replica;
  }
  return nullptr;
}

/// Contracts know deals of the market only: claims and bare sectors cannot be reported.
bool is_reportable(const Replica& replica) {
  return replica.record == ChainRecord::deal && replica.facts.finding == Finding::proven;
}

}  // namespace

Status Reporter::load() {
  for (const auto& [name, text] : book_.cursors()) {
    if (!name.starts_with(report_name_prefix)) continue;
    auto report = DealReport::parse(name, text);
    if (!report) return std::move(report).error();
    if (report->state != ReportState::final) due_[key_of(*report)] = report->ask_after;
    const auto key = key_of(*report);
    reports_[key] = *std::move(report);
  }
  for (const auto& [key, request] : requests_.all()) {
    if (request.job != 0) notice(request.job);
  }
  if (ports_.wallet == nullptr) return {};
  const std::string prefix = ports_.wallet->note_prefix();
  for (const auto& [name, text] : book_.cursors()) {
    if (!name.starts_with(prefix)) continue;
    if (auto resumed = ports_.wallet->resume({name, text}); !resumed) return resumed;
  }
  return {};
}

Reporter::Step Reporter::advance(Now now) {
  if (ports_.wallet == nullptr) {
    return {.next_monotonic_ms = std::numeric_limits<Millis>::max(), .is_waiting = false};
  }
  const WalletNews news = ports_.wallet->advance(now);
  for (const Cursor& note : news.notes) book_.put(note);
  watch_wallet();
  return {.next_monotonic_ms = news.next_monotonic_ms, .is_waiting = news.is_waiting};
}

void Reporter::watch_wallet() {
  const std::string& trouble = ports_.wallet->trouble();
  if (trouble.empty() == wallet_is_well_) return;
  wallet_is_well_ = trouble.empty();
  if (wallet_is_well_) {
    journal_.log(Level::info, "wallet_available", {});
  } else {
    journal_.log(Level::warn, "wallet_unavailable", {{"because", trouble}});
  }
}

void Reporter::notice(JobId job) {
  const ContractRequest* request = requests_.of_job(job);
  const JobCell* cell = request != nullptr ? book_.find(job) : nullptr;
  if (cell == nullptr || !can_report()) return;
  for (const Replica& replica : cell->replicas) {
    if (!is_reportable(replica)) continue;
    DealReport report;
    report.contract = request->contract;
    report.request = request->id;
    report.deal = replica.deal;
    report.provider = replica.provider;
    const auto known = reports_.find(key_of(report));
    if (known == reports_.end()) {
      put(report);
    } else if (known->second.state != ReportState::final) {
      due_.try_emplace(known->first, known->second.ask_after);
    }
  }
}

void Reporter::act() {
  if (!can_report()) return;
  if (ports_.wallet != nullptr) ports_.wallet->notes_are_durable();
  std::vector<Key> keys;
  for (const auto& [key, epoch] : due_) {
    if (epoch <= moment_.epoch) keys.push_back(key);
    if (keys.size() == steps_per_pump_max) break;
  }
  for (const Key& key : keys) step(key);
}

Epoch Reporter::next_epoch() const {
  Epoch next = no_epoch;
  if (!can_report()) return next;
  for (const auto& [key, epoch] : due_) {
    next = next == no_epoch ? epoch : std::min(next, epoch);
  }
  return next == no_epoch ? next : std::max(next, moment_.epoch);
}

void Reporter::step(const Key& key) {
  const DealReport& report = reports_.at(key);
  const auto request = requests_.all().find({report.contract, report.request});
  const bool is_kept = request != requests_.all().end() && !request->second.is_withdrawn;
  if (!is_kept) {
    due_.erase(key);  // notice() brings it back if the request comes again
    return;
  }
  const auto found = ports_.transactions->find(report.key(options_.key_namespace));
  if (found) {
    follow(report, request->second, *found);
  } else if (found.error().code() == Code::not_found) {
    send(report, request->second);
  } else {
    journal_.log(Level::debug, "report_not_told",
                 {{"key", report.key(options_.key_namespace)}, {"because", found.error().text()}});
    look_after(report, poll_epochs);
  }
}

void Reporter::follow(DealReport report, const ContractRequest& request,
                      const TransactionStatus& found) {
  switch (found.stage) {
    case TransactionStage::under_way: look_after(report, poll_epochs); return;
    case TransactionStage::final:
      report.state = ReportState::final;
      report.because.clear();
      put(report);
      write(Level::info, "deal_reported", report, request);
      return;
    case TransactionStage::reverted:
      try_again(report, request,
                "the contract gave up: " + ports_.calls->reason_of(found.revert_data));
      return;
    case TransactionStage::dropped:
      try_again(report, request, "the transaction will never be mined");
      return;
  }
}

void Reporter::send(DealReport report, const ContractRequest& request) {
  const auto call = call_of(report, request);
  if (!call && call.error().code() == Code::unavailable) {
    look_after(report, poll_epochs);
    return;
  }
  if (!call) {
    refuse(report, request, call.error().text());
    return;
  }
  if (report.state == ReportState::refused) {
    // Recorded before it is sent: by the pump that comes next.
    report.state = ReportState::recorded;
    report.because.clear();
    put(report);
    return;
  }
  const auto sent = ports_.transactions->send(
      {.key = report.key(options_.key_namespace), .contract = report.contract, .calldata = *call});
  if (!sent) {
    take_refusal(report, request, sent.error());
    return;
  }
  look_after(report, poll_epochs);
}

/// @retval unavailable    Later.
/// @retval invalid_input  There is no proof, or it is wrong.
Result<std::string> Reporter::call_of(const DealReport& report,
                                      const ContractRequest& request) const {
  const JobCell* cell = book_.find(request.job);
  const Replica* copy = cell != nullptr ? copy_of(*cell, report.deal) : nullptr;
  if (copy == nullptr || !is_reportable(*copy)) {
    return Error(Code::unavailable, "the deal is not proven now");
  }
  const auto deals =
      ports_.deals.list_deals(payload_text_for_host(cell->job), options_.deals_listed_max);
  if (!deals) return Error(Code::unavailable, deals.error().text());
  const auto deal = std::find_if(deals->begin(), deals->end(), [&report](const HostDeal& each) {
    return each.deal == report.deal;
  });
  if (deal == deals->end() || !deal->inclusion) {
    return Error(Code::invalid_input, "the aggregator gives no proof of inclusion");
  }
  return ports_.calls->complete(
      {.request = request, .report = report, .inclusion = *deal->inclusion, .deal = copy->piece});
}

void Reporter::take_refusal(const DealReport& report, const ContractRequest& request,
                            const HostRefusal& refusal) {
  if (refusal.no_funds) {
    journal_.write({.level = Level::error,
                    .event = "no_funds",
                    .job = request.job,
                    .slot = 0,
                    .key = report.key(options_.key_namespace),
                    .because = refusal.error.text(),
                    .fields = {{"request", std::to_string(report.request)}}});
  }
  if (!refusal.no_funds && refusal.error.code() != Code::unavailable) {
    try_again(report, request, refusal.error.text());
    return;
  }
  const Millis epoch_ms = ports_.chain.time().epoch_ms;
  look_after(report, std::max(poll_epochs, (refusal.retry_after_ms + epoch_ms - 1) / epoch_ms));
}

void Reporter::try_again(DealReport report, const ContractRequest& request,
                         const std::string& because) {
  report.because = because;
  write(Level::warn, "report_failed", report, request);
  const std::uint64_t salt = report.request * 1000003U + report.deal;
  report.ask_after = moment_.epoch + slot_backoff(options_.policy, report.attempt, salt);
  report.attempt += 1;
  put(report);
}

void Reporter::refuse(DealReport report, const ContractRequest& request,
                      const std::string& because) {
  const bool is_news = report.state != ReportState::refused || report.because != because;
  report.state = ReportState::refused;
  report.because = because;
  report.ask_after = moment_.epoch + refused_again_epochs;
  if (is_news) {
    put(report);
    write(Level::error, "report_refused", report, request);
  }
  look_after(report, refused_again_epochs);
}

void Reporter::put(const DealReport& report) {
  const Key key = key_of(report);
  reports_[key] = report;
  book_.put(Cursor{report.name(), report.text()});
  if (report.state == ReportState::final) {
    due_.erase(key);
  } else {
    due_[key] = report.ask_after;
  }
}

void Reporter::look_after(const DealReport& report, Epochs wait) {
  due_[key_of(report)] = moment_.epoch + wait;
}

void Reporter::write(Level level, std::string_view event, const DealReport& report,
                     const ContractRequest& request) {
  journal_.write({.level = level,
                  .event = event,
                  .job = request.job,
                  .slot = 0,
                  .key = report.key(options_.key_namespace),
                  .because = report.because,
                  .fields = {{"contract", report.contract},
                             {"request", std::to_string(report.request)},
                             {"deal", std::to_string(report.deal)},
                             {"provider", provider_text(report.provider)},
                             {"attempt", std::to_string(report.attempt)}}});
}

std::vector<DealReport> Reporter::reports_of(const ContractRequest& request) const {
  std::vector<DealReport> found;
  for (auto at = reports_.lower_bound({request.contract, request.id, 0}); at != reports_.end();
       ++at) {
    const DealReport& report = at->second;
    if (report.contract != request.contract || report.request != request.id) break;
    found.push_back(report);
  }
  return found;
}

}  // namespace raas
