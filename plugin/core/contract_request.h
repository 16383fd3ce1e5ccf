#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// What became of one request that a client submitted to a contract.
struct ContractRequest {
  std::string contract;        ///< "0x" and 40 digits in lower case.
  std::uint64_t id = 0;        ///< The contract's own, from 1 on.
  std::string cid_bytes;       ///< As submitted: how the contract knows the CID.
  Cid payload;                 ///< What they mean; empty if nothing.
  Epoch height = no_epoch;     ///< Where it was submitted; no_epoch = unknown.
  JobId job = 0;               ///< What it became; 0 = it was refused.
  bool is_withdrawn = false;   ///< A reorganisation took it back.
  bool was_cancelled = false;  ///< By its client, before that.
  std::string refusal;         ///< Why it became no job.

  /// Under which it is stored.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string text() const;
  /// @retval corrupt  Not a name and text of these.
  [[nodiscard]] static Result<ContractRequest> parse(std::string_view name, std::string_view text);

  friend bool operator==(const ContractRequest&, const ContractRequest&) = default;
};

/// What all names of requests begin with.
inline constexpr std::string_view request_name_prefix = "request ";

/// How far the report of one deal to the contract is.
enum class ReportState : std::uint8_t {
  recorded,  ///< To be sent, or sent: its key tells.
  final,     ///< On chain, and final.
  refused,   ///< Its proof is wrong, or there is none: it is not sent.
};

[[nodiscard]] std::string_view name_of(ReportState state);

/// The report that a deal was made for a request: complete() of the contract.
struct DealReport {
  std::string contract;
  std::uint64_t request = 0;
  DealId deal = 0;
  ActorId provider = no_provider;
  ReportState state = ReportState::recorded;
  std::uint32_t attempt = 1;   ///< A transaction that reverted or was dropped needs another one.
  Epoch ask_after = no_epoch;  ///< Nothing is done for it before.
  std::string because;         ///< Why it is refused, or why the newest attempt failed.

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string text() const;
  /// @retval corrupt  Not a name and text of these.
  [[nodiscard]] static Result<DealReport> parse(std::string_view name, std::string_view text);
  /// Idempotency key of the attempt's transaction; at most 128 characters if @p key_namespace has
  /// at most 64.
  [[nodiscard]] std::string key(std::string_view key_namespace) const;

  friend bool operator==(const DealReport&, const DealReport&) = default;
};

/// What all names of reports begin with.
inline constexpr std::string_view report_name_prefix = "report ";

}  // namespace raas
