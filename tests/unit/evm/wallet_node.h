#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/evm/deal_status_abi.h"
#include "ports/transport.h"

/// A node that holds the key of one account, with a contract that deals are reported to: each
/// request is answered at the next take_replies().
class WalletNode final : public raas::Transport {
 public:
  static constexpr std::string_view account = "0x00000000000000000000000000000000000000aa";
  static constexpr std::string_view contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
  using Deal = std::pair<std::uint64_t, std::uint64_t>;  ///< Request, deal.

  struct Transaction {
    std::uint64_t nonce = 0;
    std::string hash;
    std::optional<Deal> deal;  ///< None = of somebody else, or of something else.
    bool succeeded = true;
  };
  struct Block {
    std::uint64_t salt = 0;
    std::vector<Transaction> transactions;
  };

  // The world.
  void mine(std::size_t blocks = 1);
  /// The blocks from @p height on were never there, and what was in them is lost.
  void reorganize(std::size_t height);
  /// Somebody else uses the key: a transaction in the next block, under that nonce.
  void use_nonce(std::uint64_t nonce, std::optional<Deal> deal = {});
  void forget_pool() { pool_.clear(); }
  void forget(std::uint64_t nonce) { pool_.erase(nonce); }
  [[nodiscard]] std::size_t height() const { return blocks_.size() - 1; }
  [[nodiscard]] std::size_t finalized() const;
  /// Transactions of the account that blocks have.
  [[nodiscard]] std::vector<Transaction> mined() const;
  /// How many of them took effect for a deal.
  [[nodiscard]] std::size_t effects(const Deal& deal) const;
  [[nodiscard]] std::size_t waiting() const { return pool_.size(); }

  // How the node behaves.
  std::size_t finality = 4;
  std::size_t range_max = 2880;
  bool has_is_completed = true;  ///< As our contract, not others.
  bool has_funds = true;
  bool is_down = false;
  bool loses_answers = false;         ///< Does what it is asked for, but nobody hears of it.
  bool tells_old_receipts = false;    ///< Also of blocks that were taken back.
  bool is_without_events = false;     ///< Its index has none.
  std::set<std::size_t> null_rounds;  ///< Heights that have no block.
  std::string refuses_with;           ///< Each transaction; empty = takes them.
  std::set<Deal> reverting_calls;     ///< What these would revert is seen when they are tried.
  std::set<Deal> reverting;           ///< It is seen only when they are mined.
  std::vector<std::string> methods;   ///< That were called.
  std::size_t attempts = 0;           ///< Calls, whether they reached it or not.
  std::size_t accepted = 0;           ///< Transactions that were new to it.

  [[nodiscard]] raas::Result<std::uint64_t> send(std::string body, raas::Millis) override;
  [[nodiscard]] std::vector<raas::TransportReply> take_replies() override {
    return std::exchange(replies_, {});
  }

 private:
  [[nodiscard]] boost::json::object answer(std::string_view method,
                                           const boost::json::array& params);
  [[nodiscard]] boost::json::object block(const boost::json::value& at) const;
  [[nodiscard]] boost::json::object count(std::string_view at) const;
  [[nodiscard]] boost::json::object call(const boost::json::array& params) const;
  [[nodiscard]] boost::json::object gas(const boost::json::object& call) const;
  [[nodiscard]] boost::json::object take(const boost::json::object& transaction);
  [[nodiscard]] boost::json::object transaction(const std::string& hash) const;
  [[nodiscard]] boost::json::object receipt(const std::string& hash) const;
  [[nodiscard]] boost::json::object logs(const boost::json::object& filter) const;
  [[nodiscard]] std::string block_hash(std::size_t height) const;
  [[nodiscard]] std::uint64_t count_up_to(std::size_t height) const;
  [[nodiscard]] bool is_completed(const Deal& deal, std::size_t height) const;

  std::vector<Block> blocks_ = std::vector<Block>(20);
  std::map<std::uint64_t, Transaction> pool_;
  std::map<std::string, boost::json::object> old_receipts_;
  std::uint64_t salt_ = 1;
  std::uint64_t last_hash_ = 0;
  std::uint64_t ticket_ = 0;
  std::vector<raas::TransportReply> replies_;
};
