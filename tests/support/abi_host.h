#pragma once

#include <raas/raas.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "filecoin/chain.h"
#include "filecoin/lotus_rpc.h"

namespace raas_test {

inline raas_str str(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string text_of(raas_str text) {
  return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

/// Room for what a call says went wrong.
class ErrorText {
 public:
  explicit ErrorText(std::size_t capacity = 4096);
  ErrorText(const ErrorText&) = delete;
  ErrorText& operator=(const ErrorText&) = delete;

  [[nodiscard]] std::string text() const { return text_.substr(0, error.text_len); }

  raas_error error{};

 private:
  std::string text_;
};

/// How one call of a host function goes wrong.
struct Trouble {
  raas_status status = RAAS_E_RETRY;
  bool is_done = false;    ///< The work is done all the same; only the answer is wrong.
  bool is_thrown = false;  ///< A C++ exception comes out instead of an answer.
};

/// A line of the plugin's log.
struct LogLine {
  raas_log_level level;
  std::string event;
  std::string message;
};

/// A deal that the host was asked for, under its key.
struct AskedDeal {
  std::uint64_t request_id = 0;
  std::string key;
  std::string terms;  ///< All that two askings under one key must agree in.
  std::string payload_cid;
  std::string piece_cid;
  std::uint64_t piece_size = 0;
  std::string provider;
  raas_epoch asked_epoch = 0;
  raas_epoch start_epoch = 0;
  raas_epoch end_epoch = 0;
  raas_deal_state state = RAAS_DEAL_RECORDED;
  std::uint64_t deal_id = 0;
  std::uint64_t sector = 0;

  [[nodiscard]] raas_deal view() const;
};

/// An event that was not reported durable yet.
struct PendingEvent {
  std::uint64_t seq = 0;
  AskedDeal deal;
};

/// A host in the smallest form that makes real (simulated) deals, and of which every function can
/// be told to answer anything at its n-th call. Time stands still but for advance().
class AbiHost {
 public:
  AbiHost();
  AbiHost(const AbiHost&) = delete;
  AbiHost& operator=(const AbiHost&) = delete;

  [[nodiscard]] const raas_host_table* table() const { return &table_; }
  [[nodiscard]] raas_tick now() const;
  [[nodiscard]] mock::Chain& chain() { return chain_; }
  [[nodiscard]] const mock::Chain& chain() const { return chain_; }

  /// Lets the chain run on: deals are published and sealed as it goes.
  void advance(mock::Epochs epochs);
  /// A new outermost call into the plugin begins: what the node was asked before is answered now.
  void next_call() { ++call_number_; }

  /// The host's process ended and began again: fetches and calls under way are gone, what was
  /// recorded is there.
  void restart() {
    fetches_.clear();
    replies_.clear();
  }

  /// The host knows nothing of a request any more; what is on chain goes its way.
  void forget(const std::string& key);

  /// From here on, @p function goes wrong at its @p nth call (from 1), counted from now.
  void fail_at(const std::string& function, std::size_t nth, Trouble trouble);
  /// From here on, @p function goes wrong always.
  void fail_always(const std::string& function, Trouble trouble);
  /// Ends all trouble, the node's included.
  void heal();

  [[nodiscard]] std::size_t calls(const std::string& function) const;
  /// Calls that were answered with trouble.
  [[nodiscard]] std::size_t troubles() const { return troubles_; }
  [[nodiscard]] bool has_logged(raas_log_level level, std::string_view part) const;
  /// Keys for one job's data.
  [[nodiscard]] std::size_t deals_for(std::string_view payload_cid) const;
  /// The next seq of an event.
  [[nodiscard]] std::uint64_t next_seq() { return ++seq_; }

  std::set<std::string> lacking;           ///< Ids of extensions that the host has not.
  std::map<std::string, AskedDeal> asked;  ///< By key.
  std::vector<std::string> violations;     ///< What the plugin must never do, and did.
  std::vector<LogLine> log;
  std::vector<PendingEvent> updates;                ///< To be delivered by on_request_update().
  std::vector<AskedDeal> own_deals;                 ///< Made without the plugin, oldest first.
  std::function<void(const std::string&)> on_call;  ///< Runs inside of each host function.
  std::function<void(const std::string&)> on_done;  ///< The same, after its work.
  /// What the node says instead of the chain's answer.
  std::function<std::optional<mock::RpcAnswer>(std::string_view)> node_says;
  /// Under which key the host sees a request of the plugin; under its own if not set.
  std::function<std::string(const std::string&)> key_seen;
  std::set<std::string> failing;      ///< Keys whose deals no provider takes.
  std::int64_t clock_off_epochs = 0;  ///< How far the clock of the wall is off.
  mock::Epochs publish_after_epochs = 10;
  bool can_cancel = false;            ///< Else it is too late for every request.
  std::uint32_t ret_flags_added = 0;  ///< Set by make_deal() besides its own.

 private:
  struct Reply {
    mock::RpcAnswer answer;
    std::uint64_t sent_in = 0;
  };

  template <class Work>
  raas_status answer(const char* function, raas_error* err, Work&& work);
  void fill_tables();
  void fill_deals();
  void fill_data();
  raas_status make_deal(const raas_deal_request& request, std::uint64_t& id, std::uint32_t& flags);
  [[nodiscard]] std::string choose_provider(const raas_deal_request& request) const;
  raas_status list_providers(raas_provider_page& page);
  raas_status send(raas_str body, std::uint64_t& id);
  raas_status take(std::uint64_t id, raas_rpc_reply& reply);
  raas_status cancel(std::uint64_t id);
  std::vector<PendingEvent> move_on(AskedDeal& deal);

  mock::Chain chain_;
  mock::LotusRpc rpc_;
  raas_host_table table_{};
  raas_host_deals deals_{};
  raas_host_data data_{};
  raas_host_providers providers_{};
  raas_host_rpc node_{};
  std::vector<AskedDeal> forgotten_;
  std::map<std::string, std::size_t> calls_;
  std::map<std::string, std::map<std::size_t, Trouble>> troubles_at_;
  std::map<std::string, Trouble> troubles_always_;
  std::map<std::uint64_t, std::uint64_t> fetches_;  ///< Id to the call that began it.
  std::map<std::uint64_t, Reply> replies_;
  std::vector<std::string> provider_texts_;
  std::vector<raas_provider> provider_rows_;
  std::vector<raas_deal> deal_rows_;
  std::string reply_body_;
  std::uint64_t call_number_ = 0;
  std::uint64_t seq_ = 0;
  std::uint64_t request_id_ = 0;
  std::size_t troubles_ = 0;
};

}  // namespace raas_test
