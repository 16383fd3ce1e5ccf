#include "adapters/evm/deal_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <limits>
#include <set>
#include <utility>

#include "adapters/evm/word.h"

namespace raas::evm {
namespace {

constexpr unsigned null_rounds_max = 20;
constexpr std::size_t deals_max = 1000;

/// What a list says of itself is a finding; that the node did not answer, or not now, is none.
bool is_no_opinion(const EthAnswer& answer) {
  if (answer) return false;
  switch (answer.error().trouble) {
    case EthTrouble::no_answer:
    case EthTrouble::not_yet:
    case EthTrouble::too_much:
    case EthTrouble::out_of_reach: return true;
    case EthTrouble::null_round:
    case EthTrouble::reverted:
    case EthTrouble::refused: return false;
  }
  return false;
}

}  // namespace

void DealReader::begin(ContractAudit audit) {
  audit_ = std::move(audit);
  step_ = Step::tipset;
  due_ms_ = 0;
  backoff_ms_ = 0;
}

ContractNews DealReader::advance(Now now) {
  now_ = now;
  if (const auto answer = caller_.take(now)) take(*answer);
  if (step_ != Step::idle && !caller_.is_asking() && now.monotonic_ms >= due_ms_) ask();
  const bool is_done = step_ == Step::idle;
  return {.opinion = std::exchange(opinion_, std::nullopt),
          .next_monotonic_ms = is_done ? std::numeric_limits<Millis>::max() : due_ms_,
          .is_waiting = caller_.is_asking()};
}

void DealReader::ask() {
  switch (step_) {
    case Step::idle: return;
    case Step::tipset: send("Filecoin.ChainGetFinalizedTipSet", "[]"); return;
    case Step::all:
    case Step::active:
    case Step::expiring:
      send("eth_call",
           fmt::format(R"([{{"to":"{}","data":"{}"}},"{}"])", audit_.contract, hex_of(list_call()),
                       quantity_of(static_cast<std::uint64_t>(block_))));
      return;
    case Step::market:
      send("Filecoin.StateMarketStorageDeal", fmt::format("[{},{}]", deals_.front(), tipset_key_));
      return;
  }
}

std::string DealReader::list_call() const {
  if (step_ == Step::all) return call_get_all_deals(audit_.cid_bytes);
  if (step_ == Step::active) return call_get_active_deals(audit_.cid_bytes);
  return call_get_expiring_deals(audit_.cid_bytes, static_cast<std::uint64_t>(audit_.renew_epochs));
}

void DealReader::send(std::string_view method, const std::string& params) {
  if (!caller_.ask(method, params, now_)) {
    fail();
    return;
  }
  due_ms_ = caller_.deadline_ms();
}

void DealReader::go_to(Step step) {
  step_ = step;
  ask();
}

void DealReader::take(const EthAnswer& answer) {
  if (is_no_opinion(answer)) {
    fail();
    return;
  }
  switch (step_) {
    case Step::idle: return;
    case Step::tipset: take_tipset(answer); return;
    case Step::all:
    case Step::active:
    case Step::expiring: take_list(answer); return;
    case Step::market: take_market(answer); return;
  }
}

void DealReader::take_tipset(const EthAnswer& answer) {
  const auto tipset =
      answer ? lotus::decode_tipset(*answer) : Error(Code::unavailable, answer.error().text);
  if (!tipset || tipset->height < 1) {
    fail();
    return;
  }
  reading_ = {};
  reading_.height = tipset->height;
  tipset_key_ = tipset->key;
  block_ = tipset->height - 1;
  null_rounds_ = 0;
  go_to(Step::all);
}

void DealReader::take_list(const EthAnswer& answer) {
  const bool is_null_round = !answer && answer.error().trouble == EthTrouble::null_round;
  if (is_null_round && block_ > 0 && null_rounds_ < null_rounds_max) {
    ++null_rounds_;
    --block_;
    ask();
    return;
  }
  if (step_ == Step::all) {
    reading_.all = listed_deals(answer);
    go_to(Step::active);
  } else if (step_ == Step::active) {
    reading_.active = listed_deals(answer);
    go_to(Step::expiring);
  } else {
    reading_.expiring = listed_deals(answer);
    std::set<DealId> listed;
    for (const ListedDeals* list : {&reading_.all, &reading_.active, &reading_.expiring}) {
      for (const ReportedDeal& each : list->deals) listed.insert(each.deal);
    }
    deals_.assign(listed.begin(), listed.end());
    if (deals_.size() > deals_max) {
      const ListedDeals too_many{.deals = {}, .trouble = "lists too many deals to compare them"};
      reading_.all = reading_.active = reading_.expiring = too_many;
      deals_.clear();
    }
    read_market();
  }
}

void DealReader::read_market() {
  if (!deals_.empty()) {
    go_to(Step::market);
    return;
  }
  step_ = Step::idle;
  opinion_ = ContractOpinion{.contract = audit_.contract,
                             .request = audit_.request,
                             .read_at = reading_.height,
                             .findings = findings_of(audit_, reading_)};
}

void DealReader::take_market(const EthAnswer& answer) {
  const DealId deal = deals_.front();
  std::optional<lotus::MarketDeal> found;
  if (answer) {
    auto decoded = lotus::decode_market_deal(*answer);
    if (!decoded) {
      fail();
      return;
    }
    found = *std::move(decoded);
  } else if (!lotus::says_not_found(answer.error().text, deal)) {
    fail();
    return;
  }
  reading_.market[deal] = std::move(found);
  deals_.pop_front();
  read_market();
}

/// All over again, as the tipset may be out of the node's reach by then.
void DealReader::fail() {
  step_ = Step::tipset;
  backoff_ms_ = std::clamp(2 * backoff_ms_, options_.backoff_ms_min, options_.backoff_ms_max);
  due_ms_ = now_.monotonic_ms + backoff_ms_;
}

}  // namespace raas::evm
