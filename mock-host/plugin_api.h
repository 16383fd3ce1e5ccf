#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "aggregator/judge.h"
#include "plugin_instance.h"

namespace mock {

/// A registration as a client writes it to the plugin's API: the body of POST /register_jobs.
[[nodiscard]] std::string registration_body(const RegisteredJob& job);

/// What the plugin's API lists.
struct JobListing {
  std::map<std::string, std::uint64_t> by_state;
  std::vector<std::string> payloads;    ///< Canonical CIDs.
  std::vector<std::uint64_t> enrolled;  ///< Ids of jobs that nobody registered.
};

/// Reads all pages of GET /jobs.
[[nodiscard]] Outcome<JobListing> list_jobs(PluginInstance& plugin, const HostClock& now);

}  // namespace mock
