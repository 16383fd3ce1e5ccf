#include "evm/evm_link.h"

#include <algorithm>

#include "evm/hex.h"

namespace mock {
namespace {

constexpr std::chrono::milliseconds look_interval{50};

}  // namespace

Outcome<std::unique_ptr<EvmLink>> EvmLink::open(const EvmOptions& options, Aggregator& aggregator) {
  EvmNode evm(options.url);
  auto accounts = evm.call("eth_accounts", {});
  if (!accounts) return accounts.error();
  std::string account = options.account;
  if (account.empty() && accounts->is_array() && !accounts->get_array().empty()) {
    account = accounts->get_array().front().as_string().c_str();
  }
  std::unique_ptr<EvmLink> link(new EvmLink(options, std::move(account), aggregator));
  if (auto done = link->follow(); !done) return done.error();
  link->commit();
  return link;
}

EvmLink::EvmLink(const EvmOptions& options, std::string account, Aggregator& aggregator)
    : aggregator_(aggregator),
      evm_(options.url),
      heights_(aggregator.chain().options()),
      database_(options.database),
      blocks_(database_, heights_),
      transactions_(database_),
      front_(evm_, blocks_, aggregator.chain(), heights_),
      mirror_(evm_, aggregator.book(), aggregator.chain()),
      wallet_({evm_, transactions_, blocks_, [this] { commit(); }}, std::move(account)) {}

void EvmLink::commit() {
  transactions_.write();
  database_.commit();
}

Outcome<void> EvmLink::step() {
  const bool has_work = !transactions_.open().empty() || mirror_.has_news();
  if (!has_work && std::chrono::steady_clock::now() < followed_ + look_interval) return {};
  if (auto done = follow(); !done) return done;
  if (auto done = mirror_.tell(); !done) return done;
  if (auto done = follow(); !done) return done;
  if (transactions_.open().empty()) return {};
  auto settled = wallet_.settle(aggregator_.chain().finalized());
  commit();
  return settled;
}

Outcome<std::string> EvmLink::hash_of(std::uint64_t number) {
  const auto block = evm_.call("eth_getBlockByNumber", {quantity(number), false});
  if (!block) return block.error();
  return block->is_object() ? text_in(block->get_object(), "hash") : std::string();
}

Outcome<void> EvmLink::place_first(std::uint64_t head) {
  const auto earliest = evm_.call("eth_getBlockByNumber", {"earliest", false});
  if (!earliest) return earliest.error();
  const auto first = earliest->is_object()
                         ? number_in(text_in(earliest->get_object(), "number")).value_or(head)
                         : head;
  Epoch epoch = aggregator_.chain().head();
  for (std::uint64_t number = first; number < head; ++number) epoch = heights_.parent_of(epoch);
  for (std::uint64_t number = first; number <= head; ++number) {
    const auto hash = hash_of(number);
    if (!hash) return hash.error();
    blocks_.append(number, *hash, epoch);
  }
  return {};
}

Outcome<std::uint64_t> EvmLink::check_known(std::uint64_t head) {
  const std::uint64_t last = std::min(blocks_.newest()->number, head);
  std::uint64_t same = last + 1;  // Blocks below are as they were.
  for (; blocks_.of_number(same - 1) != nullptr; --same) {
    const auto hash = hash_of(same - 1);
    if (!hash) return hash.error();
    if (*hash == blocks_.of_number(same - 1)->hash) break;
    blocks_.replace(same - 1, *hash);
  }
  if (blocks_.newest()->number > head) blocks_.cut_above(head);
  return same;
}

Outcome<void> EvmLink::follow() {
  followed_ = std::chrono::steady_clock::now();
  const auto head = evm_.number("eth_blockNumber", {});
  if (!head) return head.error();
  if (blocks_.newest() == nullptr) return place_first(*head);
  const std::uint64_t known = blocks_.newest()->number;
  const auto changed = check_known(*head);
  if (!changed) return changed.error();
  if (*changed <= known) mirror_.forget_from(*changed);
  const std::uint64_t next = blocks_.newest() == nullptr ? *head : blocks_.newest()->number + 1;
  for (std::uint64_t number = next; number <= *head; ++number) {
    const auto hash = hash_of(number);
    if (!hash) return hash.error();
    blocks_.append(number, *hash, aggregator_.now());
  }
  return {};
}

}  // namespace mock
