#pragma once

#include <optional>
#include <string_view>

#include "core/intent.h"
#include "core/job.h"
#include "core/plan.h"
#include "core/replica.h"

namespace raas {

// The words for our closed sets: the same in the API, the log and the docs.
[[nodiscard]] std::string_view name_of(JobState state);
[[nodiscard]] std::string_view name_of(JobOrigin origin);
[[nodiscard]] std::string_view name_of(Standing standing);
[[nodiscard]] std::string_view name_of(Finding finding);
[[nodiscard]] std::string_view name_of(ChainRecord record);
[[nodiscard]] std::string_view name_of(Reason reason);
[[nodiscard]] std::string_view name_of(IntentState state);

[[nodiscard]] std::optional<JobState> job_state_of(std::string_view name);

}  // namespace raas
