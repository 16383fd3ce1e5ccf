#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/evm/deal_status_abi.h"
#include "ports/transport.h"
#include "test_data.h"

/// A deal of the simulated market.
struct MarketEntry {
  std::uint64_t provider = 1000;
  raas::Epoch sector_start = 900;  ///< -1 = not activated.
  raas::Epoch end = 500000;
  std::string piece = "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq";
};

/// A node with a market and a contract whose lists say what a test wants: each request is answered
/// at the next take_replies().
class MarketNode final : public raas::Transport {
 public:
  static constexpr raas::Epoch finalized = 1000;

  /// Results of the contract's three lists; an object is the whole error instead.
  boost::json::value all = list({});
  boost::json::value active = list({});
  boost::json::value expiring = list({});
  std::map<std::uint64_t, MarketEntry> market;
  raas::Epoch null_rounds_from = 5000;  ///< All heights from here up to the finalized one are.
  std::optional<std::string> next_body;
  std::vector<std::string> methods;  ///< That were called.
  std::vector<std::string> blocks;   ///< At which the contract was asked.

  [[nodiscard]] static boost::json::value list(const std::vector<raas::evm::ReportedDeal>& deals) {
    std::string bytes = words({32, deals.size()});
    for (const auto& each : deals) bytes += words({each.deal, each.miner});
    return boost::json::value(raas::evm::hex_of(bytes));
  }
  [[nodiscard]] static boost::json::value revert(const std::string& data) {
    return {{"code", 3}, {"message", "execution reverted"}, {"data", raas::evm::hex_of(data)}};
  }

  [[nodiscard]] raas::Result<std::uint64_t> send(std::string body, raas::Millis) override {
    const boost::json::value call = boost::json::parse(body);
    methods.emplace_back(call.at("method").as_string());
    raas::TransportReply reply;
    reply.ticket = ++ticket_;
    reply.http_status = 200;
    boost::json::object found = answer(methods.back(), call.at("params").as_array());
    found["jsonrpc"] = "2.0";
    found["id"] = call.at("id");
    reply.body = next_body ? *next_body : boost::json::serialize(found);
    next_body.reset();
    replies_.push_back(std::move(reply));
    return ticket_;
  }
  [[nodiscard]] std::vector<raas::TransportReply> take_replies() override {
    return std::exchange(replies_, {});
  }

 private:
  boost::json::object answer(std::string_view method, const boost::json::array& params) {
    if (method == "Filecoin.ChainGetFinalizedTipSet") {
      return boost::json::parse(
                 R"({"result":{"Height":)" + std::to_string(finalized) +
                 R"(,"Cids":[{"/":"bafy2bzacea3wsdh6y3a36tb3skempjoxqpuyompjbmfeyf34f)"
                 R"(i3uy6uue42v4"}],"Blocks":[{"Timestamp":1598306400}]}})")
          .as_object();
    }
    if (method == "eth_call") return listed(params);
    return deal(params);
  }

  boost::json::object listed(const boost::json::array& params) {
    blocks.emplace_back(params.at(1).as_string());
    if (raas::evm::number_in_quantity(blocks.back()).value() >=
        static_cast<std::uint64_t>(null_rounds_from)) {
      return {{"error", {{"code", 12}, {"message", "requested epoch was a null round"}}}};
    }
    const std::string data = raas::evm::unhex(params.at(0).at("data").as_string()).value();
    const auto is_call = [&data](const std::string& other) {
      return data.substr(0, 4) == other.substr(0, 4);
    };
    const boost::json::value& said = is_call(raas::evm::call_get_all_deals(""))      ? all
                                     : is_call(raas::evm::call_get_active_deals("")) ? active
                                                                                     : expiring;
    if (said.is_object()) {
      boost::json::object refused;
      refused["error"] = said;
      return refused;
    }
    boost::json::object found;
    found["result"] = said;
    return found;
  }

  boost::json::object deal(const boost::json::array& params) {
    const auto id = params.at(0).to_number<std::uint64_t>();
    const auto found = market.find(id);
    if (found == market.end()) {
      return {{"error",
               {{"code", 1},
                {"message", "deal " + std::to_string(id) +
                                " not found - deal may not have completed sealing before deal "
                                "proposal start epoch, or deal may have been slashed"}}}};
    }
    const MarketEntry& entry = found->second;
    return boost::json::parse(
               R"({"result":{"Proposal":{"PieceCID":{"/":")" + entry.piece +
               R"("},"PieceSize":2048,"StartEpoch":900,"Provider":"f0)" +
               std::to_string(entry.provider) + R"(","EndEpoch":)" + std::to_string(entry.end) +
               R"(},"State":{"SectorNumber":7,"LastUpdatedEpoch":-1,"SlashEpoch":-1,)"
               R"("SectorStartEpoch":)" +
               std::to_string(entry.sector_start) + "}}}")
        .as_object();
  }

  std::uint64_t ticket_ = 0;
  std::vector<raas::TransportReply> replies_;
};
