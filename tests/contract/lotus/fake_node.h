#pragma once

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/epoch.h"
#include "core/ids.h"
#include "ports/transport.h"

namespace raas::test {

/// A node that says what a test tells it to, in the process.
class FakeNode final : public Transport {
 public:
  struct Sectors {
    std::vector<SectorNumber> live;  ///< Faulty ones included.
    std::vector<SectorNumber> faulty;
    std::vector<SectorNumber> recovering;
    std::vector<SectorNumber> terminated;  ///< Not yet compacted.
  };
  struct Deal {
    std::string piece = "baga6ea4seaqhrk3pg4thkoaukss2ehqer65t3gtj7e4hku6jmkdoygnc6wzoeca";
    ActorId provider = 1000;
    Epoch start_epoch = 900000;
    Epoch end_epoch = 3000000;
    std::optional<SectorNumber> sector;  ///< Also its SectorNumber is left out where there is none.
    Epoch sector_start_epoch = no_epoch;
    Epoch slash_epoch = no_epoch;
  };

  Epoch head = 0;
  Epoch finalized = 0;
  std::optional<Millis> genesis_told = 1598306400000;
  Epoch period_start = 0;  ///< Of all miners: deadline d closes at 60 * (d + 1).
  std::map<std::pair<ActorId, std::uint32_t>, Sectors> deadlines;  ///< Others are null.
  std::map<DealId, Deal> deals;

  struct Claim {
    std::string piece = Deal{}.piece;
    ActorId provider = 1000;
    SectorNumber sector = 0;
    Epoch term_start = 900000;
    Epochs term_max = 2000000;
  };
  std::map<DealId, Claim> claims;
  std::map<SectorNumber, Epoch> expirations;  ///< Of any miner; others never expire.
  DealId next_deal = 1000000;
  std::uint64_t live_elsewhere = 0;  ///< Sectors of every miner that are in no deadline above.
  std::uint64_t faulty_elsewhere = 0;
  std::int64_t sector_exit_code = 0;  ///< Of each StateCall.
  std::uint64_t partition = 0;        ///< That all sectors are in; moves when it is compacted.
  std::string events = "null";        ///< Result of GetActorEventsRaw.

  bool takes_batches = true;
  bool is_silent = false;                 ///< No reply comes at all.
  std::set<std::string> missing_methods;  ///< Without "Filecoin.".
  /// Says instead of the node what a call results in: `"result":...` or `"error":...`, or nothing.
  std::function<std::string(std::string_view method, const boost::json::array& params)> say;
  /// Has the last word on each reply, by the request's body.
  std::function<void(const std::string& body, TransportReply& reply)> spoil;
  std::vector<std::string> bodies;  ///< All that was sent.

  /// Calls of @p method, as "StateMinerPartitions"; probes without parameters are not among them.
  [[nodiscard]] std::size_t count(const std::string& method) const;

  Result<std::uint64_t> send(std::string body, Millis timeout_ms) override;
  std::vector<TransportReply> take_replies() override { return std::exchange(replies_, {}); }

 private:
  [[nodiscard]] TransportReply reply_to(const std::string& body) const;

  std::vector<TransportReply> replies_;
  std::uint64_t tickets_ = 0;
};

/// Methods of a full node that a gateway does not serve.
inline const std::set<std::string> not_of_gateways = {"StateMinerPartitions",
                                                      "StateSectorPartition", "StateMinerFaults"};

/// As Lotus writes it in JSON.
[[nodiscard]] std::string bitfield_json(std::vector<SectorNumber> numbers);

}  // namespace raas::test
