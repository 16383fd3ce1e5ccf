#pragma once

#include <string>

#include "adapters/api/object_reader.h"
#include "adapters/api/problems.h"
#include "core/epoch.h"
#include "core/job.h"

namespace raas::api {

/// What terms are checked against.
struct TermsRules {
  ChainTime time;
  Epoch epoch_now = 0;
  Epochs renew_below_epochs_min = 0;
};

inline constexpr std::uint32_t copies_limit = 100;
inline constexpr std::size_t providers_limit = 1000;

/// Reads the members of @p fields that are terms into @p terms; what is absent stays as it is.
void read_terms(ObjectReader& fields, const TermsRules& rules, Terms& terms);

/// Checks that the parts of @p terms fit together. @p pointer: where they were read from.
void check_terms(const Terms& terms, const TermsRules& rules, const std::string& pointer,
                 Problems& problems);

/// The first epoch that is not before @p unix_ms; no_epoch if that is not after now or beyond the
/// year 9999.
[[nodiscard]] Epoch end_epoch_at(Millis unix_ms, const TermsRules& rules);

/// Reads an ISO 8601 time or digits, which are seconds since 1970. no_epoch if it is neither, or
/// not after now.
[[nodiscard]] Epoch end_epoch_of(std::string_view text, const TermsRules& rules);

/// What end_epoch_at() and end_epoch_of() want, for error messages.
[[nodiscard]] std::string expected_end(const TermsRules& rules);

}  // namespace raas::api
