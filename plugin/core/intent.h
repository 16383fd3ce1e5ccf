#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/atto_fil.h"
#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// Why a deal is made.
enum class Reason : std::uint8_t { replication, renewal, repair };

/// Names one deal for ever: the host makes at most one deal for it.
struct IntentKey {
  JobId job = 0;
  SlotNumber slot = 0;
  std::uint32_t generation = 0;

  friend bool operator==(const IntentKey&, const IntentKey&) = default;
  friend auto operator<=>(const IntentKey&, const IntentKey&) = default;

  /// "<namespace>/<job>/<slot>/<generation>"; the namespace tells apart plugins that share a host.
  [[nodiscard]] std::string text(std::string_view key_namespace) const;
  /// Reads it back; not_found if the key is of another namespace.
  [[nodiscard]] static Result<IntentKey> parse(std::string_view text,
                                               std::string_view key_namespace);
};

/// How far an intent has come.
enum class IntentState : std::uint8_t {
  recorded,   ///< Durable; the host was not asked, or did not answer yet.
  fetching,   ///< The host brings the data into staging.
  requested,  ///< The host has accepted the deal request.
  settled,    ///< The deal is active on chain; the replica has taken over.
  failed,     ///< Will never become a deal.
  cancelled,  ///< Not needed any more before it was made.
};

[[nodiscard]] constexpr bool is_in_flight(IntentState state) {
  return state == IntentState::recorded || state == IntentState::fetching ||
         state == IntentState::requested;
}

/// An action that was decided and recorded, with all that is needed to ask again after a crash.
struct Intent {
  IntentKey key;
  Reason reason = Reason::replication;
  ReplicaId replaces = 0;          ///< 0 = none.
  ActorId provider = no_provider;  ///< no_provider = the host chooses.
  IntentState state = IntentState::recorded;
  Epoch recorded_epoch = 0;
  Epoch start_epoch_max = 0;
  Epochs duration_epochs = 0;
  Piece piece;
  AttoFil price_max;  ///< With has_price_max.
  bool has_price_max = false;
  bool verified = false;
  Epoch ask_after = no_epoch;     ///< The host said "later": not before this epoch.
  std::uint64_t request_id = 0;   ///< Of the host, once requested.
  std::uint64_t fetch_id = 0;     ///< Of the host, while fetching; does not survive a restart.
  std::uint64_t data_handle = 0;  ///< Of the host, while held; does not survive a restart.
  ReplicaId replica = 0;          ///< Once published.
  std::string because;            ///< The decision in words.

  friend bool operator==(const Intent&, const Intent&) = default;
};

}  // namespace raas
