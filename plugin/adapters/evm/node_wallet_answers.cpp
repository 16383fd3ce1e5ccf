#include <boost/json/value.hpp>
#include <utility>

#include "adapters/evm/node_wallet.h"
#include "adapters/evm/word.h"

namespace raas::evm {
namespace {

constexpr std::size_t hash_text_size = 66;

bool is_hash(const boost::json::value& value) {
  return value.is_string() && value.get_string().size() == hash_text_size &&
         unhex(value.get_string()).has_value();
}

TransactionStatus ended(TransactionStage stage, const Mined& mined = {},
                        std::string revert_data = {}) {
  return {.stage = stage,
          .hash = unhex(mined.hash).value_or(""),
          .height = mined.height,
          .revert_data = std::move(revert_data)};
}

}  // namespace

void NodeWallet::take(const EthAnswer& answer) {
  if (!answer && answer.error().trouble == EthTrouble::no_answer) {
    fail(answer.error().text);
    return;
  }
  switch (question_) {
    case Question::none: return;
    case Question::finalized: take_finalized(answer); return;
    case Question::nonce_final:
    case Question::nonce_latest:
    case Question::nonce_pending: take_nonce(answer); return;
    case Question::completed:
    case Question::completed_final:
    case Question::gas:
    case Question::pool:
    case Question::send:
    case Question::receipt:
    case Question::logs:
    case Question::block:
    case Question::reason: break;
  }
  if (Entry* const entry = current()) {
    take_about(*entry, answer);
  } else {
    visit_next();
  }
}

void NodeWallet::take_finalized(const EthAnswer& answer) {
  const auto height = number_in_quantity(member_in_answer(answer, "number"));
  if (!height) {
    fail("finalized block: " + (answer ? "found no block" : answer.error().text));
    return;
  }
  finalized_ = static_cast<Epoch>(*height);
  ask(Question::nonce_final);
}

void NodeWallet::take_nonce(const EthAnswer& answer) {
  const auto count = number_in_answer(answer);
  if (!count) {
    fail("nonce of " + options_.account + ": " +
         (answer ? "found no number" : answer.error().text));
    return;
  }
  if (question_ == Question::nonce_final) {
    nonce_final_ = *count;
    ask(Question::nonce_latest);
  } else if (question_ == Question::nonce_latest) {
    nonce_latest_ = *count;
    ask(Question::nonce_pending);
  } else {
    nonce_pending_ = std::max(*count, nonce_latest_);
    visit_entries();
  }
}

void NodeWallet::take_about(Entry& entry, const EthAnswer& answer) {
  switch (question_) {
    case Question::none:
    case Question::finalized:
    case Question::nonce_final:
    case Question::nonce_latest:
    case Question::nonce_pending: return;
    case Question::completed:
    case Question::completed_final: take_completed(entry, answer); return;
    case Question::gas: take_gas(entry, answer); return;
    case Question::pool: take_pool(entry, answer); return;
    case Question::send: take_sent(entry, answer); return;
    case Question::receipt: take_receipt(entry, answer); return;
    case Question::logs: take_logs(entry, answer); return;
    case Question::block: take_block(entry, answer); return;
    case Question::reason:
      end(entry, ended(TransactionStage::reverted, candidates_.front(),
                       answer ? std::string() : answer.error().revert_data));
      return;
  }
}

/// Somebody may have reported the deal before. Contracts other than ours do not know the question.
void NodeWallet::take_completed(Entry& entry, const EthAnswer& answer) {
  const bool is_completed = is_true(answer);
  if (question_ == Question::completed) {
    ask_about(is_completed ? Question::completed_final : Question::gas, entry);
  } else if (is_completed) {
    end(entry, ended(TransactionStage::final));
  } else {
    visit_next();
  }
}

/// What would be reverted is not sent at all.
void NodeWallet::take_gas(Entry& entry, const EthAnswer& answer) {
  const auto gas = number_in_answer(answer);
  if (gas) {
    has_funds_ = true;
    entry.note.gas = *gas + *gas / 4;
    entry.note.nonce = nonce_pending_;
    while (is_nonce_ours(entry.note.nonce)) ++entry.note.nonce;
    entry.note.since = finalized_;
    entry.searched_to = finalized_;
    entry.phase = Phase::noted;
    write_note(entry);
    visit_next();
    return;
  }
  if (!answer && answer.error().trouble == EthTrouble::reverted) {
    end(entry, ended(TransactionStage::reverted, {}, answer.error().revert_data));
    return;
  }
  const std::string text = answer ? "found no number" : answer.error().text;
  if (refusal_in(text) == SendRefusal::no_funds) has_funds_ = false;
  note_trouble("eth_estimateGas: " + text);
  visit_next();
}

void NodeWallet::take_pool(Entry& entry, const EthAnswer& answer) {
  // One that was mined has used its nonce, unless its block was taken back.
  if (answer && (!answer->is_object() || mined_in_receipt(answer))) {
    ask_about(Question::send, entry);
    return;
  }
  if (entry.sent_ms == 0) entry.sent_ms = now_.monotonic_ms;
  if (now_.monotonic_ms - entry.sent_ms >= options_.price_again_ms) {
    ask_about(Question::send, entry);
    return;
  }
  visit_next();
}

void NodeWallet::take_sent(Entry& entry, const EthAnswer& answer) {
  entry.sent_ms = now_.monotonic_ms;
  if (answer && is_hash(*answer)) {
    has_funds_ = true;
    entry.note.hash = std::string(answer->get_string());
    write_note(entry);
    visit_next();
    return;
  }
  const std::string text = answer ? "found no hash" : answer.error().text;
  switch (refusal_in(text)) {
    case SendRefusal::nonce_in_use: break;  // by us, or it will turn out that it is not
    case SendRefusal::no_funds: has_funds_ = false; [[fallthrough]];
    case SendRefusal::other: note_trouble("eth_sendTransaction: " + text); break;
  }
  visit_next();
}

void NodeWallet::take_receipt(Entry& entry, const EthAnswer& answer) {
  auto mined = mined_in_receipt(answer);
  if (mined && mined->height > finalized_) {
    visit_next();
    return;
  }
  if (mined) candidates_.push_back(*std::move(mined));
  search(entry);
}

void NodeWallet::take_logs(Entry& entry, const EthAnswer& answer) {
  if (auto found = mined_in_logs(answer)) {
    candidates_ = *std::move(found);
    entry.searched_to = searching_to_;
    search(entry);
    return;
  }
  const EthTrouble trouble = answer ? EthTrouble::refused : answer.error().trouble;
  if (trouble == EthTrouble::too_much && logs_range_ > 1) {
    logs_range_ /= 2;
  } else if (trouble == EthTrouble::out_of_reach) {
    entry.searched_to = searching_to_;
  } else {
    note_trouble("eth_getLogs: " + (answer ? "found no logs" : answer.error().text));
    visit_next();
    return;
  }
  search(entry);
}

/// Goes through the places where it may have been mined: those that are known, then those that the
/// contract's events tell.
void NodeWallet::search(Entry& entry) {
  if (!candidates_.empty()) {
    ask_about(Question::block, entry);
  } else if (entry.searched_to < finalized_ && completed_by(entry.note.calldata)) {
    ask_about(Question::logs, entry);
  } else {
    end(entry, ended(TransactionStage::dropped));
  }
}

/// Receipts and logs of blocks that were taken back are still told by some nodes.
void NodeWallet::take_block(Entry& entry, const EthAnswer& answer) {
  const bool is_gone = !answer && answer.error().trouble == EthTrouble::null_round;
  const std::string hash = member_in_answer(answer, "hash");
  if (hash.empty() && !is_gone) {
    note_trouble("eth_getBlockByNumber: " + (answer ? "found no block" : answer.error().text));
    visit_next();
    return;
  }
  const Mined& mined = candidates_.front();
  if (is_gone || hash != mined.block) {
    candidates_.pop_front();
    search(entry);
  } else if (mined.succeeded) {
    end(entry, ended(TransactionStage::final, mined));
  } else {
    ask_about(Question::reason, entry);
  }
}

void NodeWallet::end(Entry& entry, TransactionStatus status) {
  entry.phase = Phase::over;
  entry.status = std::move(status);
  entry.over_ms = now_.monotonic_ms;
  visit_next();
}

}  // namespace raas::evm
