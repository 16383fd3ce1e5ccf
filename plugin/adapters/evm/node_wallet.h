#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "adapters/evm/eth_caller.h"
#include "adapters/evm/wallet_note.h"
#include "adapters/evm/wallet_questions.h"
#include "ports/wallet.h"

namespace raas::evm {

/// From which account is sent, and how.
struct NodeWalletOptions {
  std::string account;  ///< "0x" and 40 digits in lower case; the node holds its key.
  /// Nodes that did not see an account's transactions before keep ten of them waiting, no more.
  std::size_t in_flight_max = 10;
  Epochs logs_range_max = 2880;  ///< Of one eth_getLogs; nodes refuse more.
  /// What waits at the node for longer is sent again under its nonce, at the price of the day.
  Millis price_again_ms = 600000;
  Millis poll_ms = 30000;
  Millis timeout_ms = 30000;
  Millis backoff_ms_min = 1000;
  Millis backoff_ms_max = 60000;
};

/// Has a node sign and send, by eth_sendTransaction, and sees to it that each transaction is mined
/// once.
///
/// The nonce is what makes it once. A transaction is given its nonce, that becomes durable, and
/// from then on the same call is sent under the same nonce for as long as no block has it: after a
/// crash, when the node forgot it, or when a reorganization took it back. When the nonce is used at
/// a finalized height, the receipt, or else the contract's event, tells whether it was used by us.
class NodeWallet final : public Wallet {
 public:
  /// @param transport  Used by nobody else.
  NodeWallet(Transport& transport, NodeWalletOptions options);

  [[nodiscard]] boost::system::result<std::uint64_t, HostRefusal> send(
      const TransactionRequest& request) override;
  [[nodiscard]] Result<TransactionStatus> find(std::string_view key) override;

  [[nodiscard]] std::string note_prefix() const override;
  [[nodiscard]] Status resume(const Cursor& note) override;
  [[nodiscard]] WalletNews advance(Now now) override;
  void notes_are_durable() override;
  [[nodiscard]] const std::string& trouble() const override { return trouble_; }

 private:
  enum class Phase : std::uint8_t {
    wished,  ///< Has no nonce yet.
    noted,   ///< Has one, which is not durable yet.
    open,    ///< May be sent.
    over,
  };
  /// A transaction in its slot, which names its note.
  struct Entry {
    std::uint64_t id = 0;
    Phase phase = Phase::wished;
    WalletNote note;
    Millis sent_ms = 0;  ///< 0 = not by this process.
    Epoch searched_to = no_epoch;
    TransactionStatus status;
    bool was_told = false;
    Millis over_ms = 0;
  };
  /// What is asked now; of the wallet, and then of one entry.
  enum class Question : std::uint8_t {
    none,
    finalized,
    nonce_final,
    nonce_latest,
    nonce_pending,
    completed,
    completed_final,
    gas,
    pool,
    send,
    receipt,
    logs,
    block,
    reason,
  };

  [[nodiscard]] std::size_t free_slot() const;
  [[nodiscard]] Entry* entry_of(std::string_view key);
  [[nodiscard]] Entry* current();
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] bool is_nonce_ours(std::uint64_t nonce) const;
  void write_note(const Entry& entry);

  void begin();
  void visit_entries();
  void visit_next();
  [[nodiscard]] Question question_about(const Entry& entry) const;
  void finish_pass();
  void fail(std::string because);
  /// Something that concerns one entry only: the others go on.
  void note_trouble(std::string because);

  void ask(Question question);
  void ask(Question question, std::string_view method, const std::string& params);
  void ask_about(Question question, const Entry& entry);
  [[nodiscard]] std::string params_of_logs(const Entry& entry);

  void take(const EthAnswer& answer);
  void take_finalized(const EthAnswer& answer);
  void take_nonce(const EthAnswer& answer);
  void take_about(Entry& entry, const EthAnswer& answer);
  void take_completed(Entry& entry, const EthAnswer& answer);
  void take_gas(Entry& entry, const EthAnswer& answer);
  void take_pool(Entry& entry, const EthAnswer& answer);
  void take_sent(Entry& entry, const EthAnswer& answer);
  void take_receipt(Entry& entry, const EthAnswer& answer);
  void take_logs(Entry& entry, const EthAnswer& answer);
  void take_block(Entry& entry, const EthAnswer& answer);
  void search(Entry& entry);
  void end(Entry& entry, TransactionStatus status);

  EthCaller caller_;
  NodeWalletOptions options_;
  std::vector<std::optional<Entry>> slots_;
  std::uint64_t last_id_ = 0;
  std::vector<Cursor> notes_;
  std::string trouble_;
  bool has_funds_ = true;

  Question question_ = Question::none;
  std::vector<std::uint64_t> visits_;  ///< Ids, in the order in which they are asked about.
  std::size_t visited_ = 0;
  std::deque<Mined> candidates_;  ///< Where the entry may have been mined; to be confirmed.
  Epoch searching_to_ = no_epoch;
  Epochs logs_range_ = 0;
  Epoch finalized_ = no_epoch;
  std::uint64_t nonce_final_ = 0;
  std::uint64_t nonce_latest_ = 0;
  std::uint64_t nonce_pending_ = 0;
  std::string pass_trouble_;
  bool has_news_ = false;  ///< Something was wished for since the pass began.
  Now now_;
  Millis due_ms_ = 0;  ///< Of the next pass.
  Millis backoff_ms_ = 0;
};

}  // namespace raas::evm
