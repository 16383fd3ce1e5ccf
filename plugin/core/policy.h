#pragma once

#include "core/epoch.h"

namespace raas {

/// The operator's limits and times, the same for all jobs. Defaults are those of the config.
struct Policy {
  /// From make_deal to activation at the latest: a copy in flight counts until then.
  Epochs sealing_max_epochs = 3 * epochs_per_day;
  /// How long after its start epoch a copy that did not activate is still waited for.
  Epochs start_margin_epochs = 120;
  /// A negative reading must be no older than this when it is acted upon.
  Epochs reading_age_max_epochs = 240;
  /// At how many different finalized tipsets a negative finding must have been read.
  std::uint32_t negative_readings_min = 2;
  /// A copy that is said to be gone is replaced when it has been said for so long: a node that was
  /// wrong for some hours must not cost a deal.
  Epochs gone_after_epochs = epochs_per_day;
  /// After this long at the latest every job is looked at.
  Epochs look_interval_max_epochs = 7 * epochs_per_day;
  /// Backoff of a slot after a failed intent: doubles from min to max, with jitter.
  Epochs backoff_min_epochs = epochs_per_hour;
  Epochs backoff_max_epochs = epochs_per_day;
  /// How long a provider rests after a failure of its own; doubles up to the max.
  Epochs provider_rest_min_epochs = 6 * epochs_per_hour;
  Epochs provider_rest_max_epochs = 7 * epochs_per_day;
  std::uint32_t in_flight_max = 1000;  ///< Requests that are not active yet, in total.
  std::uint32_t in_flight_per_provider_max = 100;
  std::uint32_t deals_per_hour_max = 1000;  ///< Decided on within an hour; 0 = no limit.
  std::uint32_t deals_per_hour_per_provider_max = 100;  ///< 0 = no limit.
  std::uint64_t bytes_per_hour_max = 0;  ///< Padded sizes of these deals' pieces; 0 = no limit.
  /// Nothing is done for copies that are said to be gone while they are more than this share of all
  /// copies, at least feed_bad_min of them, and for feed_hold_epochs each.
  std::uint32_t feed_bad_share_max_percent = 20;
  std::uint32_t feed_bad_min = 5;
  Epochs feed_hold_epochs = 7 * epochs_per_day;
  /// A provider with so many copies, and this share of its own, faulty or gone is out: none of
  /// these is replaced before it has been so for outage_hold_epochs.
  std::uint32_t outage_copies_min = 5;
  std::uint32_t outage_share_min_percent = 50;
  Epochs outage_hold_epochs = epochs_per_day;
  std::uint32_t copies_per_organisation_max = 1;  ///< Of one job; 0 = no limit.
  std::uint32_t copies_per_country_max = 0;
  std::uint32_t copies_per_asn_max = 0;
};

}  // namespace raas
