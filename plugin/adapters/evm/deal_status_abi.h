#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/evm/podsi.h"
#include "adapters/evm/word.h"
#include "base/error.h"

namespace raas::evm {

// The published interface of the DealStatus contract. plugin/contracts/IDealStatus.sol has the
// same, and tests/chain compares the two.

inline constexpr std::string_view topic_request =
    "0x104e370246a6acb34978d26af9fb437cb9f46e15e94cc27f24f305528db420a1";
inline constexpr std::string_view topic_request_with_raas =
    "0xc0e29b40de38cfd5b8266e5afb21298b2c180d25d2ad808406c21f3db0c3530a";
inline constexpr std::string_view topic_complete =
    "0xfcfb278ce1c62d14ce854540f204ef9fc7d58f09adc7bd773da126dd906bb980";

/// What a client asked for with submitRaaS().
struct Thresholds {
  Word replication{};
  Word repair{};
  Word renew{};

  friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

/// An event SubmitAggregatorRequest or SubmitAggregatorRequestWithRaaS.
struct RequestEvent {
  Word id{};
  std::string cid;                       ///< As submitted.
  std::optional<Thresholds> thresholds;  ///< Of submitRaaS() only.
};

/// A request as our contract keeps it. Lies in the reply that it was read from.
struct RequestRecord {
  std::string_view cid;
  std::uint64_t epoch = 0;
  std::optional<Thresholds> thresholds;
};

/// A deal as the contract has it: what somebody says.
struct ReportedDeal {
  std::uint64_t deal = 0;
  std::uint64_t miner = 0;

  friend bool operator==(const ReportedDeal&, const ReportedDeal&) = default;
};

/// @param topics  In binary, 32 bytes each.
/// @retval not_found  Another event.
/// @retval corrupt    It is one of the two, but cannot be read.
[[nodiscard]] Result<RequestEvent> decode_request(const std::vector<std::string>& topics,
                                                  std::string_view data);

/// Result of getAllDeals(), getActiveDeals() and getExpiringDeals(), without the entries of zeros
/// that the contract known so far leaves where it means none.
[[nodiscard]] Result<std::vector<ReportedDeal>> decode_deals(std::string_view result);
/// Result of getAllCIDs(). The parts lie in @p result.
[[nodiscard]] Result<std::vector<std::string_view>> decode_cids(std::string_view result);

/// Result of getRequests(), a function of our contract only: thresholds beyond 64 bits are capped.
[[nodiscard]] Result<std::vector<RequestRecord>> decode_requests(std::string_view result,
                                                                 std::size_t count_max);

[[nodiscard]] std::string call_get_all_deals(std::string_view cid);
[[nodiscard]] std::string call_get_active_deals(std::string_view cid);
[[nodiscard]] std::string call_get_expiring_deals(std::string_view cid, std::uint64_t epochs);
[[nodiscard]] std::string call_get_all_cids();
[[nodiscard]] std::string call_get_requests(std::uint64_t from_id, std::uint64_t count);

/// One deal to report.
struct Completion {
  std::uint64_t request = 0;
  ReportedDeal reported;
  Piece segment;  ///< Of the client.
  InclusionProof proof;
};
[[nodiscard]] std::string call_complete(const Completion& completion);

/// What complete() is once for.
struct CompletedDeal {
  std::uint64_t request = 0;
  std::uint64_t deal = 0;
};
/// What a call of complete() is for; nothing if it is none.
[[nodiscard]] std::optional<CompletedDeal> completed_by(std::string_view calldata);
/// isCompleted(), a function of our contract only.
[[nodiscard]] std::string call_is_completed(const CompletedDeal& completed);

}  // namespace raas::evm
