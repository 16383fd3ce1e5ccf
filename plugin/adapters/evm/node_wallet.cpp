#include "adapters/evm/node_wallet.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <limits>
#include <utility>

#include "adapters/evm/word.h"

namespace raas::evm {
namespace {

constexpr Millis kept_untold_ms = 3600000;

std::string height_quantity(Epoch height) {
  return quantity_of(static_cast<std::uint64_t>(height));
}

std::string json_strings(std::string_view first, std::string_view second) {
  return fmt::format(R"(["{}","{}"])", first, second);
}

}  // namespace

NodeWallet::NodeWallet(Transport& transport, NodeWalletOptions options)
    : caller_(transport, options.timeout_ms),
      options_(std::move(options)),
      slots_(options_.in_flight_max),
      logs_range_(options_.logs_range_max) {}

boost::system::result<std::uint64_t, HostRefusal> NodeWallet::send(
    const TransactionRequest& request) {
  if (const Entry* known = entry_of(request.key)) return known->id;
  if (!has_funds_) {
    return HostRefusal{
        .error = Error(Code::unavailable, "send: the account " + options_.account + " cannot pay"),
        .retry_after_ms = options_.price_again_ms,
        .no_funds = true};
  }
  const std::size_t slot = free_slot();
  if (slot == slots_.size()) {
    return HostRefusal{.error = Error(Code::unavailable, "send: too many are under way"),
                       .retry_after_ms = options_.poll_ms};
  }
  Entry entry;
  entry.id = ++last_id_;
  entry.note.key = request.key;
  entry.note.contract = request.contract;
  entry.note.calldata = request.calldata;
  slots_[slot] = std::move(entry);
  has_news_ = true;
  due_ms_ = 0;
  return last_id_;
}

Result<TransactionStatus> NodeWallet::find(std::string_view key) {
  Entry* const entry = entry_of(key);
  if (entry == nullptr) return Error(Code::not_found, "find: no transaction has that key");
  if (entry->phase == Phase::over && !entry->was_told) {
    entry->was_told = true;
    write_note(*entry);
  }
  return entry->status;
}

/// What is over is kept until it was told, or for long if nobody asks; slots_.size() = none is
/// free.
std::size_t NodeWallet::free_slot() const {
  const auto is_free = [this](const std::optional<Entry>& slot) {
    if (!slot) return true;
    if (slot->phase != Phase::over) return false;
    return slot->was_told || now_.monotonic_ms - slot->over_ms >= kept_untold_ms;
  };
  return static_cast<std::size_t>(std::find_if(slots_.begin(), slots_.end(), is_free) -
                                  slots_.begin());
}

NodeWallet::Entry* NodeWallet::entry_of(std::string_view key) {
  for (auto& slot : slots_) {
    if (slot && slot->note.key == key) return &*slot;
  }
  return nullptr;
}

NodeWallet::Entry* NodeWallet::current() {
  for (auto& slot : slots_) {
    if (slot && slot->id == visits_.at(visited_)) return &*slot;
  }
  return nullptr;
}

bool NodeWallet::has_work() const {
  return std::any_of(slots_.begin(), slots_.end(),
                     [](const auto& slot) { return slot && slot->phase != Phase::over; });
}

bool NodeWallet::is_nonce_ours(std::uint64_t nonce) const {
  return std::any_of(slots_.begin(), slots_.end(), [nonce](const auto& slot) {
    const bool has_one = slot && (slot->phase == Phase::noted || slot->phase == Phase::open);
    return has_one && slot->note.nonce == nonce;
  });
}

std::string NodeWallet::note_prefix() const {
  return "wallet " + options_.account + " ";
}

void NodeWallet::write_note(const Entry& entry) {
  std::size_t slot = 0;
  while (!slots_[slot] || slots_[slot]->id != entry.id) ++slot;
  notes_.push_back({.name = note_prefix() + std::to_string(slot),
                    .value = entry.phase == Phase::over ? std::string() : entry.note.text()});
}

Status NodeWallet::resume(const Cursor& note) {
  constexpr std::size_t slots_most = 1000;
  const std::string digits = note.name.substr(std::min(note_prefix().size(), note.name.size()));
  std::size_t slot = slots_most;
  std::from_chars(digits.data(), digits.data() + digits.size(), slot);
  if (slot >= slots_most) return Error(Code::corrupt, note.name + ": found no such note");
  if (note.value.empty()) return {};
  auto parsed = WalletNote::parse(note.value);
  if (!parsed) return parsed.error().within(note.name);
  if (slot >= slots_.size()) slots_.resize(slot + 1);
  Entry entry;
  entry.id = ++last_id_;
  entry.phase = Phase::open;
  entry.note = *std::move(parsed);
  entry.searched_to = entry.note.since;
  slots_[slot] = std::move(entry);
  return {};
}

void NodeWallet::notes_are_durable() {
  for (auto& slot : slots_) {
    if (!slot || slot->phase != Phase::noted) continue;
    slot->phase = Phase::open;
    due_ms_ = 0;
  }
}

WalletNews NodeWallet::advance(Now now) {
  now_ = now;
  if (const auto answer = caller_.take(now)) take(*answer);
  if (question_ == Question::none && now.monotonic_ms >= due_ms_ && has_work()) begin();
  WalletNews news{.notes = std::exchange(notes_, {}),
                  .next_monotonic_ms = std::numeric_limits<Millis>::max(),
                  .is_waiting = caller_.is_asking()};
  if (caller_.is_asking()) {
    news.next_monotonic_ms = caller_.deadline_ms();
  } else if (!news.notes.empty()) {
    news.next_monotonic_ms = now.monotonic_ms;  // they will be durable then
  } else if (has_work()) {
    news.next_monotonic_ms = due_ms_;
  }
  return news;
}

void NodeWallet::begin() {
  has_news_ = false;
  pass_trouble_.clear();
  ask(Question::finalized);
}

void NodeWallet::finish_pass() {
  question_ = Question::none;
  trouble_ = pass_trouble_;
  backoff_ms_ = 0;
  due_ms_ = has_news_ ? now_.monotonic_ms : now_.monotonic_ms + options_.poll_ms;
}

void NodeWallet::fail(std::string because) {
  question_ = Question::none;
  trouble_ = std::move(because);
  backoff_ms_ = std::clamp(2 * backoff_ms_, options_.backoff_ms_min, options_.backoff_ms_max);
  due_ms_ = now_.monotonic_ms + backoff_ms_;
}

void NodeWallet::note_trouble(std::string because) {
  if (pass_trouble_.empty()) pass_trouble_ = std::move(because);
}

// Lower nonces first: the higher ones wait for them.
void NodeWallet::visit_entries() {
  std::vector<const Entry*> entries;
  for (const auto& slot : slots_) {
    if (slot) entries.push_back(&*slot);
  }
  const auto place = [](const Entry* entry) {
    return std::pair(entry->phase == Phase::wished,
                     entry->phase == Phase::wished ? entry->id : entry->note.nonce);
  };
  std::sort(entries.begin(), entries.end(),
            [place](const Entry* a, const Entry* b) { return place(a) < place(b); });
  visits_.clear();
  for (const Entry* entry : entries) visits_.push_back(entry->id);
  visited_ = static_cast<std::size_t>(-1);
  visit_next();
}

void NodeWallet::visit_next() {
  while (++visited_ < visits_.size()) {
    Entry* const entry = current();
    const Question question = entry == nullptr ? Question::none : question_about(*entry);
    if (question == Question::none) continue;
    candidates_.clear();
    ask_about(question, *entry);
    return;
  }
  finish_pass();
}

NodeWallet::Question NodeWallet::question_about(const Entry& entry) const {
  switch (entry.phase) {
    case Phase::noted:
    case Phase::over: return Question::none;
    case Phase::wished:
      return completed_by(entry.note.calldata) ? Question::completed : Question::gas;
    case Phase::open: break;
  }
  const bool has_hash = !entry.note.hash.empty();
  if (nonce_final_ > entry.note.nonce) return has_hash ? Question::receipt : Question::logs;
  if (nonce_latest_ > entry.note.nonce) return Question::none;
  return has_hash ? Question::pool : Question::send;
}

void NodeWallet::ask(Question question, std::string_view method, const std::string& params) {
  question_ = question;
  if (const auto sent = caller_.ask(method, params, now_); !sent) fail(sent.error().text());
}

void NodeWallet::ask(Question question) {
  if (question == Question::finalized) {
    ask(question, "eth_getBlockByNumber", R"(["finalized",false])");
    return;
  }
  const std::string block = question == Question::nonce_final    ? height_quantity(finalized_)
                            : question == Question::nonce_latest ? "latest"
                                                                 : "pending";
  ask(question, "eth_getTransactionCount", json_strings(options_.account, block));
}

void NodeWallet::ask_about(Question question, const Entry& entry) {
  const WalletNote& note = entry.note;
  const WalletCall call{options_.account, note.contract, note.calldata};
  switch (question) {
    case Question::none:
    case Question::finalized:
    case Question::nonce_final:
    case Question::nonce_latest:
    case Question::nonce_pending: return;
    case Question::completed:
    case Question::completed_final: {
      const std::string data =
          call_is_completed(completed_by(note.calldata).value_or(CompletedDeal{}));
      ask(question, "eth_call",
          call_params({options_.account, note.contract, data},
                      question == Question::completed ? "latest" : height_quantity(finalized_)));
      return;
    }
    case Question::gas: ask(question, "eth_estimateGas", gas_params(call)); return;
    case Question::pool:
      ask(question, "eth_getTransactionByHash", fmt::format(R"(["{}"])", note.hash));
      return;
    case Question::send:
      ask(question, "eth_sendTransaction", send_params(options_.account, note));
      return;
    case Question::receipt:
      ask(question, "eth_getTransactionReceipt", fmt::format(R"(["{}"])", note.hash));
      return;
    case Question::logs: ask(question, "eth_getLogs", params_of_logs(entry)); return;
    case Question::block:
      ask(question, "eth_getBlockByNumber",
          fmt::format(R"(["{}",false])", height_quantity(candidates_.front().height)));
      return;
    case Question::reason:
      ask(question, "eth_call", call_params(call, height_quantity(candidates_.front().height)));
      return;
  }
}

std::string NodeWallet::params_of_logs(const Entry& entry) {
  searching_to_ = std::min(finalized_, entry.searched_to + logs_range_);
  return completion_params(entry.note.contract,
                           completed_by(entry.note.calldata).value_or(CompletedDeal{}),
                           entry.searched_to + 1, searching_to_);
}

}  // namespace raas::evm
