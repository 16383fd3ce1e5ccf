#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "filecoin/chain.h"
#include "filecoin/lotus_rpc.h"
#include "filecoin/proving.h"

namespace test {

inline constexpr mock::ActorId miner = 1000;
inline constexpr mock::Epoch start = 5000000;
inline constexpr mock::Epochs half_year = 180 * mock::epochs_per_day;

/// A chain on which every height has a tipset.
[[nodiscard]] mock::ChainOptions without_null_rounds();

/// Parses text that is known to be JSON.
[[nodiscard]] boost::json::value parsed(std::string_view text);
/// A file below tests/data/lotus.
[[nodiscard]] boost::json::value recorded(const std::string& name);

/// A sector, the deal in it, and the deadline that it was put into.
struct Copy {
  mock::DealId deal = 0;
  mock::SectorNumber sector = 0;
  std::uint64_t deadline = 0;
};

/// A simulated network with one miner, asked through its JSON-RPC.
class Network {
 public:
  explicit Network(const mock::ChainOptions& options = without_null_rounds(),
                   const mock::NodeOptions& node = {});

  mock::Chain chain;
  mock::LotusRpc rpc;

  /// A proposal that starts a day from now and lasts 200 days.
  [[nodiscard]] mock::DealProposal proposal() const;
  /// Moves on until the copy is in the state of the head: by one epoch if there are no null rounds.
  /// Publishes and activates
  /// @p proposal in a sector that expires @p spare epochs after the deal ends.
  Copy store(const mock::DealProposal& proposal, mock::Epochs spare = 1000);
  Copy store() { return store(proposal()); }
  /// The window of the copy's deadline that is open at @p epoch, or else the next one.
  [[nodiscard]] mock::Window window(const Copy& copy, mock::Epoch epoch);

  /// The whole answer to one call; @p params is JSON.
  [[nodiscard]] boost::json::object call(const std::string& method, const std::string& params);
  /// The result of a call that must succeed.
  [[nodiscard]] boost::json::value result(const std::string& method, const std::string& params);
  /// `code message` of a call that must fail.
  [[nodiscard]] std::string error(const std::string& method, const std::string& params);
  /// A deal's answer in short: `not found`, `pending` or `active`.
  [[nodiscard]] std::string deal_seen(mock::DealId deal, const std::string& key = "null");
  /// The key of the tipset at @p height, as a parameter.
  [[nodiscard]] std::string key_at(mock::Epoch height);
};

/// Which of a deadline's sets a sector is in, by their first letters: `ALA` = All, Live, Active; F,
/// R.
[[nodiscard]] std::string sets_of(const boost::json::value& partitions, mock::SectorNumber sector);
/// Whether a set in Lotus's form has @p number.
[[nodiscard]] bool has(const boost::json::value& runs, std::uint64_t number);

}  // namespace test
