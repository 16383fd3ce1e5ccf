#pragma once

#include <string>
#include <vector>

#include "ports/job_desk.h"

namespace raas::api {

inline constexpr std::string_view metrics_media_type = "text/plain; version=0.0.4; charset=utf-8";

/// Writes metrics in Prometheus's text format 0.0.4.
///
/// A malformed name or label set would make a scraper drop all of it: such a sample is left out,
/// and a comment at the end says how many were.
[[nodiscard]] std::string metrics_text(const std::vector<Metric>& metrics);

}  // namespace raas::api
