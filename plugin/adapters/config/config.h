#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/open_store.h"
#include "base/error.h"
#include "core/epoch.h"
#include "core/job.h"
#include "core/policy.h"
#include "ports/events.h"

namespace raas {

/// Which of the host's own deals become jobs.
enum class EnrolmentMode : std::uint8_t { registered, all };

/// What counts as "not proven".
enum class ProvingRule : std::uint8_t {
  proving,  ///< The miner's partitions: live and not faulty.
  market,   ///< StateMarketStorageDeal: there and not slashed.
};

/// Whether the chain is read through the host's own JSON-RPC client.
enum class HostRpcUse : std::uint8_t { automatic, always, never };

/// How the chain is reached and how far it is believed.
struct ChainConfig {
  std::string rpc_url = "http://127.0.0.1:1234/rpc/v1";  ///< One address or more; see rpc_urls().
  std::string token_file;                                ///< Of the first; empty = none.
  std::string ca_file;                                   ///< Empty = the system's authorities.
  HostRpcUse use_host_rpc = HostRpcUse::automatic;
  ProvingRule rule = ProvingRule::proving;
  Epochs look_epochs = epochs_per_hour;
  Epochs market_poll_epochs = epochs_per_day;
  Epochs confirm_after_epochs = 60;
  Millis timeout_ms = 30'000;
  std::uint32_t calls_per_request_max = 100;
  std::uint32_t requests_in_flight_max = 16;
  std::uint64_t reply_bytes_max = 64UL << 20U;
  Millis head_age_max_ms = 300'000;
  Epochs finality_lag_max_epochs = 100;
  ChainTime time;  ///< Where the node does not tell it.
};

/// Which contracts are followed, and how.
struct ContractConfig {
  std::string addresses;    ///< "0x" and 40 digits each, with blanks between; empty = none.
  Epoch start_epoch = -1;   ///< Where they were deployed; -1 = not known.
  Millis poll_ms = 30'000;  ///< Between two looks at the newest finalized block.
  Epochs audit_epochs = epochs_per_day;  ///< Between two comparisons of their lists; 0 = never.
  bool report = true;                    ///< Report deals, if there is a wallet for it.
  std::string from;                      ///< Account of the node; empty = the aggregator's wallet.
  std::string label;                     ///< Of the jobs that come from there.
};

/// What is written, and where besides the host's log.
struct LogConfig {
  Level level = Level::info;
  std::string file;  ///< Empty = none; a relative path begins at the state directory.
  std::uint64_t file_bytes_max = 16UL << 20U;
  std::uint32_t files_max = 5;
};

/// Limits of one request to the API.
struct ApiConfig {
  std::uint32_t page_max = 1000;
  std::uint64_t body_bytes_max = 4UL << 20U;
  std::uint32_t orders_max = 10'000;
};

/// Limits of what is worked on at a time.
struct ServiceConfig {
  std::uint32_t jobs_per_slice = 1000;
  std::uint32_t fetch_in_flight_max = 64;
  std::uint32_t hook_queue_max = 100'000;
  std::uint32_t deals_listed_max = 1000;
};

/// All that an operator can set. The initial values are the defaults.
struct Config {
  std::string key_namespace = "raas";
  EnrolmentMode enrolment = EnrolmentMode::registered;
  Terms terms;  ///< Of jobs that say nothing else.
  Policy policy;
  ChainConfig chain;
  ContractConfig contract;
  StoreOptions store;
  LogConfig log;
  ApiConfig api;
  ServiceConfig service;
};

/// The single addresses of `rpc_url`, in the order of preference.
[[nodiscard]] std::vector<std::string> rpc_urls(const ChainConfig& chain);

/// The single addresses of a contract config, in lower case.
[[nodiscard]] std::vector<std::string> contract_addresses(const ContractConfig& contract);

/// The account that deals are reported from, in lower case; empty = the aggregator's wallet.
[[nodiscard]] std::string reporting_account(const ContractConfig& contract);

/// Reads the JSON text of a config; empty = all defaults. Looks at the token file that it
/// names, so that one that others can read is refused at the start.
/// @retval invalid_input  E.g. `config: /policy/renew_below_epochs: 1000 is less than 17280 (twice
/// ...)`.
[[nodiscard]] Result<Config> parse_config(std::string_view text);

}  // namespace raas
