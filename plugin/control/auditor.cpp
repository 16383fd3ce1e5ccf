#include "control/auditor.h"

#include <algorithm>
#include <limits>

namespace raas {
namespace {

/// Contracts do not forget: deals that we reported stay listed when they are over.
void add_former_copies(const std::vector<DealReport>& reports, ContractAudit& audit) {
  for (const DealReport& report : reports) {
    const bool is_copy =
        std::any_of(audit.copies.begin(), audit.copies.end(),
                    [&report](const AuditedCopy& copy) { return copy.deal == report.deal; });
    if (is_copy || report.state != ReportState::final) continue;
    audit.copies.push_back({.deal = report.deal,
                            .provider = report.provider,
                            .piece = {},
                            .is_reported = true,
                            .is_kept = false});
  }
}

}  // namespace

Auditor::Step Auditor::advance(Now now) {
  constexpr Millis never_ms = std::numeric_limits<Millis>::max();
  if (ports_.contract_deals == nullptr || options_.audit_epochs == 0) return {never_ms, false};
  ContractDeals& deals = *ports_.contract_deals;
  ContractNews news = deals.advance(now);
  if (news.opinion) write(*news.opinion);
  if (deals.is_idle()) {
    if (!begin_next()) {
      const Epochs wait = round_epoch_ + options_.audit_epochs - moment_.epoch;
      return {now.monotonic_ms + std::max<Epochs>(1, wait) * ports_.chain.time().epoch_ms, false};
    }
    news = deals.advance(now);
    if (news.opinion) write(*news.opinion);
    if (deals.is_idle()) return {now.monotonic_ms, news.is_waiting};
  }
  return {news.next_monotonic_ms, news.is_waiting};
}

/// Whether there is a request to look at now.
bool Auditor::begin_next() {
  const bool is_due = round_epoch_ == no_epoch || moment_.epoch < round_epoch_ ||
                      moment_.epoch >= round_epoch_ + options_.audit_epochs;
  if (!is_in_round_ && (!is_due || moment_.tip == no_epoch)) return false;
  if (!is_in_round_) {
    is_in_round_ = true;
    round_epoch_ = moment_.epoch;
    last_key_ = {};
  }
  for (auto at = requests_.all().upper_bound(last_key_); at != requests_.all().end(); ++at) {
    last_key_ = at->first;
    const ContractRequest& request = at->second;
    if (request.job == 0 || request.is_withdrawn) continue;
    ports_.contract_deals->begin(audit_of(request));
    return true;
  }
  is_in_round_ = false;
  return false;
}

ContractAudit Auditor::audit_of(const ContractRequest& request) const {
  ContractAudit audit{.contract = request.contract,
                      .request = request.id,
                      .cid_bytes = request.cid_bytes,
                      .payload = request.payload,
                      .renew_epochs = 0,
                      .copies = {}};
  const JobCell* cell = book_.find(request.job);
  if (cell == nullptr) return audit;
  audit.renew_epochs = cell->job.terms.renew_below_epochs;
  const std::vector<DealReport> reports = reporter_.reports_of(request);
  for (const Replica& replica : cell->replicas) {
    if (replica.record != ChainRecord::deal) continue;
    const bool is_reported =
        std::any_of(reports.begin(), reports.end(), [&replica](const DealReport& report) {
          return report.deal == replica.deal && report.state == ReportState::final;
        });
    audit.copies.push_back({.deal = replica.deal,
                            .provider = replica.provider,
                            .piece = replica.piece,
                            .is_reported = is_reported,
                            .is_kept = true});
  }
  add_former_copies(reports, audit);
  return audit;
}

void Auditor::write(const ContractOpinion& opinion) {
  const Requests::ByKey::key_type key{opinion.contract, opinion.request};
  const auto request = requests_.all().find(key);
  if (request == requests_.all().end()) return;
  std::vector<ContractFinding>& told = told_[key];
  const auto line = [&](Level level, std::string_view event, const ContractFinding& finding) {
    journal_.write({.level = level,
                    .event = event,
                    .job = request->second.job,
                    .slot = 0,
                    .key = {},
                    .because = finding.because,
                    .fields = {{"contract", opinion.contract},
                               {"request", std::to_string(opinion.request)},
                               {"deal", std::to_string(finding.deal)},
                               {"read_at", std::to_string(opinion.read_at)}}});
  };
  for (const ContractFinding& finding : opinion.findings) {
    const bool is_known = std::find(told.begin(), told.end(), finding) != told.end();
    if (!is_known) line(Level::warn, "contract_differs", finding);
  }
  if (!told.empty() && opinion.findings.empty()) {
    line(Level::info, "contract_agrees", {0, "its lists are as the market and we have it"});
  }
  told = opinion.findings;
}

}  // namespace raas
