#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "core/epoch.h"
#include "core/registration.h"

namespace raas {

/// What was submitted since the last news.
struct RegistrationNews {
  /// Set if a reorganisation reached below finality: requests with this id or a higher one, told
  /// before, are taken back. Those that are on chain still or again come again.
  std::optional<std::uint64_t> withdrawn_from;
  /// Each request once, rising by id. Refused ones too: their clients are owed the reason.
  std::vector<Registration> registrations;
  /// To be stored under cursor_name() in the same transaction as what became of these news. Empty:
  /// nothing to store.
  std::string cursor;
  Millis next_monotonic_ms = 0;  ///< advance() again then at the latest.
};

/// How far the contract is followed.
struct RegistrationHealth {
  Epoch followed_to = no_epoch;  ///< All requests up to this height are told.
  Epoch finalized = no_epoch;    ///< The newest finalized height that the node told.
  bool is_asking = false;        ///< A question to the node is under way.
  std::string because;           ///< Why nothing comes, if something is wrong; else empty.
  std::uint64_t rewinds = 0;     ///< Reorganisations that reached below finality.
  std::uint64_t logs_unreadable =
      0;  ///< Logs that were left out: no request can be told from them.
  std::uint64_t requests_missing = 0;  ///< Ids that neither logs nor the contract told.
};

/// Requests that clients submit to the contract, from finalized heights only. Works in the
/// background of advance(); never blocks.
///
/// Exactly once per request: what advance() told is not told again, and after a restart it goes on
/// from the cursor that was stored with it.
class Registrations {
 public:
  virtual ~Registrations() = default;

  /// The contract's address: "0x" and 40 digits in lower case.
  [[nodiscard]] virtual const std::string& contract() const = 0;
  /// Of this contract on this chain; other contracts have others.
  [[nodiscard]] virtual std::string cursor_name() const = 0;
  /// Takes up where a stored cursor ends. Before the first advance(), if there is one.
  /// @retval corrupt  It is no cursor of this contract.
  [[nodiscard]] virtual Status resume(const std::string& cursor) = 0;

  [[nodiscard]] virtual RegistrationNews advance(Now now) = 0;
  [[nodiscard]] virtual const RegistrationHealth& health() const = 0;
};

}  // namespace raas
