#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "core/cid.h"
#include "core/fault.h"
#include "core/inclusion.h"
#include "core/intent.h"
#include "core/job.h"

namespace raas {

/// State of a deal at the host. `other_running` and `other_terminal` are states of a newer host.
enum class HostDealState : std::uint8_t {
  accepted,
  recorded,
  proposed,
  published,
  sealing,
  active,
  failed,
  cancelled,
  expired,
  other_running,
  other_terminal,
};

[[nodiscard]] constexpr bool is_terminal(HostDealState state) {
  return state == HostDealState::active || state == HostDealState::failed ||
         state == HostDealState::cancelled || state == HostDealState::expired ||
         state == HostDealState::other_terminal;
}

/// A deal as the host tells it.
struct HostDeal {
  std::uint64_t request_id = 0;  ///< 0 = not made by us.
  std::string key;               ///< Empty if request_id is 0.
  HostDealState state = HostDealState::accepted;
  Fault fault = Fault::none;
  std::string payload_text;
  Piece piece;  ///< What the deal holds; empty if not known yet.
  /// Where the client's own piece lies in it, if the deal holds several clients'. As the host says:
  /// not checked.
  std::optional<Inclusion> inclusion;
  ActorId provider = no_provider;
  std::optional<std::uint64_t> deal;
  std::optional<std::uint64_t> claim;
  std::optional<SectorNumber> sector;
  Epoch start_epoch = no_epoch;
  Epoch end_epoch = no_epoch;
  std::string message;
};

/// What make_deal() is asked for.
struct DealRequest {
  std::string key;
  std::string payload_text;
  Piece piece;                     ///< Empty = the host computes it.
  ActorId provider = no_provider;  ///< no_provider = the host chooses.
  std::vector<ActorId> providers_excluded;
  std::uint64_t data_handle = 0;
  Epochs duration_epochs = 0;
  Epoch start_epoch_max = 0;
  std::optional<AttoFil> price_max;
  bool verified = false;
  std::string label;
  Reason reason = Reason::replication;
};

/// A refusal of the host that carries more than an error.
struct HostRefusal {
  Error error;  ///< unavailable: same key later; rejected: never; corrupt: key conflict.
  Millis retry_after_ms = 0;
  bool no_funds = false;
};

/// The host's deal making (raas.host.deals/1). In-call only.
class HostDeals {
 public:
  virtual ~HostDeals() = default;

  [[nodiscard]] virtual boost::system::result<std::uint64_t, HostRefusal> make_deal(
      const DealRequest& request) = 0;
  /// @retval not_found  The host never recorded the key.
  [[nodiscard]] virtual Result<HostDeal> find_request(std::string_view key) = 0;
  [[nodiscard]] virtual Status cancel(std::uint64_t request_id) = 0;
  /// All deals of the host for one piece of data, at most @p limit.
  [[nodiscard]] virtual Result<std::vector<HostDeal>> list_deals(std::string_view payload_text,
                                                                 std::size_t limit) = 0;
};

}  // namespace raas
