#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "core/job.h"

namespace raas {

/// What a client asked for on chain, as far as it fits into numbers.
struct RegistrationThresholds {
  std::uint64_t replication = 0;    ///< Copies.
  std::uint64_t repair_epochs = 0;  ///< Not proven for so long = to be repaired.
  std::uint64_t renew_epochs = 0;   ///< With less than this left = to be renewed.

  friend bool operator==(const RegistrationThresholds&, const RegistrationThresholds&) = default;
};

/// One request that a client submitted to the contract.
struct Registration {
  std::uint64_t request_id = 0;  ///< Of the contract; from 1 on.
  std::string cid_bytes;         ///< As submitted: how the contract knows the CID.
  Cid payload;                   ///< What they mean; empty if refused for them.
  std::optional<RegistrationThresholds> thresholds;  ///< None = the config's terms hold.
  Epoch height = no_epoch;  ///< Where it was submitted; no_epoch = unknown.
  std::string refusal;      ///< Why no job can be made of it; empty if one can.

  friend bool operator==(const Registration&, const Registration&) = default;
};

/// What is taken from a client whom nobody can ask back.
struct RegistrationBounds {
  std::uint32_t copies_max = 100;
  Epochs renew_below_epochs_min = 0;  ///< Lower wishes are raised to this: twice the sealing time.
};

/// Terms made from a registration.
struct RegisteredTerms {
  Terms terms;
  std::string note;  ///< What was changed, for the job's history; empty if nothing was.
};

/// The terms of a registration: the defaults, with its thresholds in their place.
/// @retval invalid_input  The wish is refused; the text says why.
[[nodiscard]] Result<RegisteredTerms> terms_of(const Registration& registration,
                                               const Terms& defaults,
                                               const RegistrationBounds& bounds);

}  // namespace raas
