#include "entry/wires.h"

#include <string>
#include <utility>

#include "adapters/evm/deal_reader.h"
#include "adapters/evm/node_wallet.h"
#include "adapters/evm/registration_follower.h"
#include "adapters/transport/curl_transport.h"
#include "adapters/transport/host_transport.h"

namespace raas::entry {
namespace {

/// Opens transports, one call after the other, to the nodes of one config.
class Opener {
 public:
  Opener(const ChainConfig& chain, const raas_host_rpc* rpc, const std::function<void()>& wake)
      : chain_(chain), rpc_(rpc), wake_(wake), urls_(rpc_urls(chain)) {}

  [[nodiscard]] Status check() const {
    if (chain_.use_host_rpc == HostRpcUse::always && rpc_ == nullptr) {
      return Error{
          Code::invalid_input,
          "config: /chain/use_host_rpc: found always, but the host has no " RAAS_HOST_RPC_ID};
    }
    if (uses_host() || !urls_.empty()) return {};
    return Error{
        Code::invalid_input,
        "config: /chain/rpc_url: empty, expected an address as the host has no " RAAS_HOST_RPC_ID};
  }

  [[nodiscard]] std::size_t node_count() const { return uses_host() ? 1 : urls_.size(); }

  [[nodiscard]] Result<std::unique_ptr<Transport>> open(std::size_t node) const {
    if (uses_host()) {
      const HostTransport::Limits limits{.in_flight_max = chain_.requests_in_flight_max,
                                         .reply_bytes_max = chain_.reply_bytes_max};
      return std::unique_ptr<Transport>(std::make_unique<HostTransport>(*rpc_, limits));
    }
    CurlOptions options;
    options.version = RAAS_VERSION;
    options.ca_file = chain_.ca_file;
    options.reply_bytes_max = chain_.reply_bytes_max;
    options.connections_max = chain_.requests_in_flight_max;
    options.url = urls_.at(node);
    // The token is that of the first node: others are not told it.
    options.token_file = node == 0 ? chain_.token_file : std::string();
    auto opened = CurlTransport::open(options, wake_);
    if (!opened) return opened.error().within("config: /chain/rpc_url");
    return std::unique_ptr<Transport>(*std::move(opened));
  }

 private:
  [[nodiscard]] bool uses_host() const {
    return rpc_ != nullptr && chain_.use_host_rpc != HostRpcUse::never;
  }

  const ChainConfig& chain_;
  const raas_host_rpc* rpc_;
  const std::function<void()>& wake_;
  std::vector<std::string> urls_;
};

evm::FollowerOptions follower_options(const Config& config, std::string contract) {
  evm::FollowerOptions options;
  options.contract = std::move(contract);
  if (config.contract.start_epoch >= 0) options.from_height = config.contract.start_epoch;
  options.poll_ms = config.contract.poll_ms;
  options.timeout_ms = config.chain.timeout_ms;
  return options;
}

evm::NodeWalletOptions wallet_options(const Config& config) {
  evm::NodeWalletOptions options;
  options.account = reporting_account(config.contract);
  options.poll_ms = config.contract.poll_ms;
  options.timeout_ms = config.chain.timeout_ms;
  return options;
}

}  // namespace

Result<Wires> open_wires(const Config& config, const raas_host_rpc* rpc,
                         const std::function<void()>& wake) {
  const Opener opener(config.chain, rpc, wake);
  if (auto checked = opener.check(); !checked) return std::move(checked).error();
  Wires wires;
  for (std::size_t node = 0; node < opener.node_count(); ++node) {
    auto opened = opener.open(node);
    if (!opened) return std::move(opened).error();
    wires.nodes.push_back(*std::move(opened));
  }
  for (std::string& address : contract_addresses(config.contract)) {
    auto opened = opener.open(0);
    if (!opened) return std::move(opened).error();
    FollowedContract contract{.transport = *std::move(opened), .registrations = nullptr};
    contract.registrations = std::make_unique<evm::RegistrationFollower>(
        *contract.transport, follower_options(config, std::move(address)));
    wires.contracts.push_back(std::move(contract));
  }
  if (wires.contracts.empty()) return wires;
  auto opened = opener.open(0);
  if (!opened) return std::move(opened).error();
  wires.audit_transport = *std::move(opened);
  wires.audits = std::make_unique<evm::DealReader>(
      *wires.audit_transport, evm::DealReaderOptions{.timeout_ms = config.chain.timeout_ms});
  if (!config.contract.report || config.contract.from.empty()) return wires;
  auto to_send = opener.open(0);
  if (!to_send) return std::move(to_send).error();
  wires.wallet_transport = *std::move(to_send);
  wires.wallet = std::make_unique<evm::NodeWallet>(*wires.wallet_transport, wallet_options(config));
  return wires;
}

}  // namespace raas::entry
