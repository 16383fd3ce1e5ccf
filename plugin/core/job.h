#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/atto_fil.h"
#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// What a client asked for.
struct Terms {
  bool replicate = true;  ///< Make copies until the target is met.
  bool renew = true;      ///< Replace copies that are about to end.
  bool repair = true;     ///< Replace copies that are no longer proven.

  std::uint32_t copies_min = 1;  ///< Nothing is done while at least so many lasting copies exist.
  std::uint32_t copies_target = 1;  ///< Below copies_min, copies are made up to here.
  std::uint32_t copies_max = 1;     ///< Never more lasting copies than this, in flight included.

  Epochs renew_below_epochs =
      30 * epochs_per_day;                      ///< A copy with less than this left is expiring.
  Epochs repair_after_epochs = epochs_per_day;  ///< Grace: not proven for so long = to be repaired.
  Epoch end_epoch = no_epoch;  ///< Nothing is made for a time after this; no_epoch = for ever.
  Epochs deal_duration_epochs = 540 * epochs_per_day;

  bool verified = false;                    ///< Use DataCap.
  std::optional<AttoFil> price_max;         ///< attoFIL per GiB and epoch; none = any.
  std::vector<ActorId> providers_excluded;  ///< Never these. Sorted.
  std::vector<ActorId> providers_trusted;   ///< If not empty: only these. Sorted.

  friend bool operator==(const Terms&, const Terms&) = default;
};

/// Whether a job is worked on.
enum class JobState : std::uint8_t {
  active,
  paused,     ///< By the client: nothing is made, copies are still watched.
  done,       ///< The end date has passed.
  cancelled,  ///< By the client; kept for its history.
};

/// How a job came to be.
enum class JobOrigin : std::uint8_t { registered, enrolled, contract };

/// One of the N places that a job's copies fill, and how hard it was to fill lately.
struct Slot {
  SlotNumber number = 0;
  std::uint32_t generation = 0;  ///< Of the newest intent; 0 = never had one.
  std::uint32_t failures = 0;    ///< Intents that failed since the last one that succeeded.
  Epoch not_before = no_epoch;   ///< Backoff: no new intent before this epoch.

  friend bool operator==(const Slot&, const Slot&) = default;
};

/// What we keep for one piece of data of one client.
struct Job {
  JobId id = 0;
  std::string client;        ///< Whose job it is; (client, payload) is unique. May be empty.
  Cid payload;               ///< Canonical.
  std::string payload_text;  ///< As the client or the host writes it; given back to the host.
  Piece piece;               ///< Empty until a deal or a fetch told it.
  Terms terms;
  JobState state = JobState::active;
  JobOrigin origin = JobOrigin::registered;
  Epoch registered_epoch = 0;
  std::string label;        ///< For people, from the client. May be empty.
  std::vector<Slot> slots;  ///< Sorted by number; a slot without an entry was never filled.
};

}  // namespace raas
