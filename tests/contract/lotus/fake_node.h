#pragma once

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

  bool takes_batches = true;
  bool is_silent = false;                 ///< No reply comes at all.
  std::set<std::string> missing_methods;  ///< Without "Filecoin.".
  /// Has the last word on each reply, by the request's body.
  std::function<void(const std::string& body, TransportReply& reply)> spoil;
  std::vector<std::string> bodies;  ///< All that was sent.

  /// Calls of @p method, as "StateMinerPartitions".
  [[nodiscard]] std::size_t count(const std::string& method) const;

  Result<std::uint64_t> send(std::string body, Millis timeout_ms) override;
  std::vector<TransportReply> take_replies() override { return std::exchange(replies_, {}); }

 private:
  [[nodiscard]] TransportReply reply_to(const std::string& body) const;

  std::vector<TransportReply> replies_;
  std::uint64_t tickets_ = 0;
};

/// As Lotus writes it in JSON.
[[nodiscard]] std::string bitfield_json(std::vector<SectorNumber> numbers);

}  // namespace raas::test
