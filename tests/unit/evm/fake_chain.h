#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/evm/deal_status_abi.h"
#include "ports/transport.h"

/// A node with one contract on its chain, as a transport: each request is answered at the next
/// take_replies().
class FakeChain final : public raas::Transport {
 public:
  struct Request {
    std::uint64_t id = 0;
    std::string cid;
    std::optional<raas::evm::Thresholds> thresholds;
  };
  struct Block {
    std::uint64_t salt = 0;  ///< Makes blocks of one height differ.
    std::vector<Request> requests;
    bool is_null_round = false;
  };

  static constexpr std::string_view contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";

  // The world.
  void mine(std::size_t blocks = 1);
  /// Into a new block.
  void submit(const std::string& cid, std::optional<raas::evm::Thresholds> thresholds = {});
  /// The blocks from @p height on were never there. Whether null rounds take their place is up to
  /// the caller, who mines others.
  void reorganize(std::size_t height);
  [[nodiscard]] std::size_t height() const { return blocks_.size() - 1; }
  [[nodiscard]] std::vector<Request> requests_up_to(std::size_t height) const;
  std::vector<Block>& blocks() { return blocks_; }

  // How the node behaves.
  std::size_t finality = 10;
  std::size_t range_max = 2880;
  std::size_t logs_max = 10000;  ///< More in one range are too many.
  std::size_t logs_from = 0;     ///< Ranges that begin below are out of reach.
  std::size_t state_from = 0;    ///< So is the state below.
  bool has_get_requests = true;  ///< As our contract, not those deployed.
  bool has_get_all_cids = true;
  bool loses_logs = false;  ///< Every third, silently.
  bool is_down = false;
  bool is_silent = false;
  std::optional<std::string> next_body;  ///< Instead of the next answer.
  std::vector<std::string> methods;      ///< That were called.

  [[nodiscard]] raas::Result<std::uint64_t> send(std::string body, raas::Millis) override;
  [[nodiscard]] std::vector<raas::TransportReply> take_replies() override;

 private:
  [[nodiscard]] boost::json::object answer(const boost::json::object& call) const;
  [[nodiscard]] boost::json::object block(const boost::json::array& params) const;
  [[nodiscard]] boost::json::object logs(const boost::json::object& filter) const;
  [[nodiscard]] boost::json::object call(const boost::json::array& params) const;
  [[nodiscard]] std::size_t finalized() const;

  std::vector<Block> blocks_ = std::vector<Block>(1);
  std::uint64_t salt_ = 1;
  std::uint64_t ticket_ = 0;
  std::vector<raas::TransportReply> replies_;
};
