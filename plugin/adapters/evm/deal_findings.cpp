#include "adapters/evm/deal_findings.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <set>

#include "adapters/evm/revert.h"
#include "adapters/evm/word.h"

namespace raas::evm {
namespace {

using Deals = std::set<DealId>;

/// Anybody may have written to a contract: that must not drive the rest out of a job's history.
constexpr std::size_t findings_max = 20;

/// Why a deal does not count as active; empty if it does.
std::string inactivity_of(const std::optional<lotus::MarketDeal>& deal, Epoch height) {
  if (!deal) return "the market does not have it";
  if (deal->sector_start_epoch == no_epoch) return "it is not activated";
  if (deal->slash_epoch != no_epoch) return "it was slashed";
  if (deal->end_epoch <= height) return "it is over";
  return {};
}

/// Compares one list of deal ids with what it should be.
void compare(std::string_view list, const ListedDeals& listed, const Deals& expected,
             std::vector<ContractFinding>& findings) {
  if (!listed.trouble.empty()) {
    findings.push_back({0, std::string(list) + ": " + listed.trouble});
    return;
  }
  Deals found;
  for (const ReportedDeal& each : listed.deals) found.insert(each.deal);
  for (const DealId deal : found) {
    if (!expected.contains(deal))
      findings.push_back({deal, std::string(list) + " lists it wrongly"});
  }
  for (const DealId deal : expected) {
    if (!found.contains(deal)) findings.push_back({deal, std::string(list) + " leaves it out"});
  }
}

class Judge {
 public:
  Judge(const ContractAudit& audit, const AuditReading& reading)
      : audit_(audit), reading_(reading) {}

  [[nodiscard]] std::vector<ContractFinding> findings() {
    if (!reading_.all.trouble.empty()) add(0, "getAllDeals: " + reading_.all.trouble);
    for (const ReportedDeal& each : reading_.all.deals) check(each);
    check_reported();
    compare("getActiveDeals", reading_.active, active_, findings_);
    compare("getExpiringDeals", reading_.expiring, expiring_, findings_);
    if (findings_.size() > findings_max) {
      const std::size_t more = findings_.size() - findings_max;
      findings_.resize(findings_max);
      add(0, "and " + std::to_string(more) + " differences more");
    }
    return std::move(findings_);
  }

 private:
  void add(DealId deal, std::string because) { findings_.push_back({deal, std::move(because)}); }

  void check(const ReportedDeal& listed) {
    const auto found = reading_.market.find(listed.deal);
    const auto deal = found == reading_.market.end() ? std::nullopt : found->second;
    const std::string inactivity = inactivity_of(deal, reading_.height);
    if (inactivity.empty()) {
      active_.insert(listed.deal);
      if (deal->end_epoch - reading_.height <= audit_.renew_epochs) expiring_.insert(listed.deal);
    } else if (const AuditedCopy* copy = copy_of(listed.deal); copy == nullptr || copy->is_kept) {
      add(listed.deal, "is listed, but " + inactivity);
    }
    if (deal) check_terms(listed, *deal);
  }

  [[nodiscard]] const AuditedCopy* copy_of(DealId deal) const {
    const auto found = std::find_if(audit_.copies.begin(), audit_.copies.end(),
                                    [deal](const AuditedCopy& each) { return each.deal == deal; });
    return found == audit_.copies.end() ? nullptr : &*found;
  }

  void check_terms(const ReportedDeal& listed, const lotus::MarketDeal& deal) {
    if (listed.miner != deal.provider) {
      add(listed.deal, "is listed at " + provider_text(listed.miner) +
                           ", but the market has it at " + provider_text(deal.provider));
    }
    const AuditedCopy* const copy = copy_of(listed.deal);
    if (copy == nullptr) {
      const bool is_asked_piece = is_piece_cid_v1(audit_.payload) && audit_.payload == deal.piece;
      add(listed.deal, is_asked_piece
                           ? "is listed, but not a copy of ours"
                           : "is listed, but not a copy of ours, and holds " + deal.piece.text());
    } else if (!copy->piece.cid.empty() && copy->piece.cid != deal.piece) {
      add(listed.deal, "holds " + deal.piece.text() + ", ours " + copy->piece.cid.text());
    }
  }

  void check_reported() {
    if (!reading_.all.trouble.empty()) return;
    for (const AuditedCopy& copy : audit_.copies) {
      const auto is_it = [&copy](const ReportedDeal& each) { return each.deal == copy.deal; };
      const auto& all = reading_.all.deals;
      if (copy.is_reported && std::none_of(all.begin(), all.end(), is_it)) {
        add(copy.deal, "was reported, but is not listed");
      }
    }
  }

  const ContractAudit& audit_;
  const AuditReading& reading_;
  Deals active_;
  Deals expiring_;
  std::vector<ContractFinding> findings_;
};

}  // namespace

ListedDeals listed_deals(const EthAnswer& answer) {
  ListedDeals listed;
  if (!answer && answer.error().trouble == EthTrouble::reverted) {
    listed.trouble = "reverted: " + decode_revert(answer.error().revert_data).text;
    return listed;
  }
  if (!answer) {
    listed.trouble = answer.error().text;
    return listed;
  }
  const auto bytes =
      answer->is_string() ? unhex(answer->get_string()) : std::optional<std::string>();
  if (!bytes || bytes->empty()) {
    listed.trouble = "found an answer without data, expected a list: there is no such function";
    return listed;
  }
  auto deals = decode_deals(*bytes);
  if (deals) {
    listed.deals = *std::move(deals);
  } else {
    listed.trouble = deals.error().text();
  }
  return listed;
}

std::vector<ContractFinding> findings_of(const ContractAudit& audit, const AuditReading& reading) {
  return Judge(audit, reading).findings();
}

}  // namespace raas::evm
