#pragma once

#include <boost/json/fwd.hpp>

#include "core/epoch.h"
#include "ports/job_desk.h"
#include "ports/store.h"

namespace raas::api {

/// A job as GET /jobs lists it: without slots, replicas and intents. The terms have the names that
/// POST /register_jobs and PATCH /jobs/{id} read.
[[nodiscard]] boost::json::object job_summary_json(const JobStatus& status, const ChainTime& time);

/// A job as GET /jobs/{id} shows it.
[[nodiscard]] boost::json::object job_json(const JobStatus& status, const ChainTime& time);

/// One decision or outcome as GET /why shows it.
[[nodiscard]] boost::json::object history_json(const HistoryEntry& entry, const ChainTime& time);

/// Sets `<name>_epoch` and `<name>_at`; both null without an epoch.
void set_epoch(boost::json::object& object, std::string_view name, Epoch epoch,
               const ChainTime& time);

/// A text, made valid UTF-8.
[[nodiscard]] boost::json::string text_json(std::string_view text);

}  // namespace raas::api
