#include "sim/plugin_limits.h"

#include <boost/json.hpp>

namespace mock {
namespace {

namespace json = boost::json;

template <class Number>
void take(const json::value& config, const char* key, Number& target) {
  boost::system::error_code failure;
  const auto* value = config.find_pointer(std::string("/policy/") + key, failure);
  if (value != nullptr && value->is_int64()) target = static_cast<Number>(value->get_int64());
}

}  // namespace

JudgeLimits limits_of(const std::string& config) {
  JudgeLimits limits;
  boost::system::error_code failure;
  const auto root = json::parse(config, failure);
  if (failure) return limits;
  take(root, "sealing_max_epochs", limits.sealing_max_epochs);
  take(root, "backoff_max_epochs", limits.backoff_max_epochs);
  take(root, "gone_after_epochs", limits.gone_after_epochs);
  take(root, "feed_hold_epochs", limits.feed_hold_epochs);
  take(root, "provider_rest_min_epochs", limits.rest_min_epochs);
  take(root, "provider_rest_max_epochs", limits.rest_max_epochs);
  take(root, "in_flight_max", limits.in_flight_max);
  take(root, "in_flight_per_provider_max", limits.in_flight_per_provider_max);
  take(root, "deals_per_hour_max", limits.deals_per_hour_max);
  take(root, "deals_per_hour_per_provider_max", limits.deals_per_hour_per_provider_max);
  take(root, "bytes_per_hour_max", limits.bytes_per_hour_max);
  take(root, "copies_per_organisation_max", limits.copies_per_organisation_max);
  return limits;
}

}  // namespace mock
