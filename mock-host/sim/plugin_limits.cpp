#include "sim/plugin_limits.h"

#include <boost/json.hpp>

namespace mock {
namespace {

namespace json = boost::json;

template <class Number>
void take(const json::value& config, const std::string& pointer, Number& target) {
  boost::system::error_code failure;
  const auto* value = config.find_pointer(pointer, failure);
  if (value != nullptr && value->is_int64()) target = static_cast<Number>(value->get_int64());
}

}  // namespace

JudgeLimits limits_of(const std::string& config) {
  JudgeLimits limits;
  boost::system::error_code failure;
  const auto root = json::parse(config, failure);
  if (failure) return limits;
  take(root, "/policy/sealing_max_epochs", limits.sealing_max_epochs);
  take(root, "/policy/backoff_max_epochs", limits.backoff_max_epochs);
  take(root, "/policy/gone_after_epochs", limits.gone_after_epochs);
  take(root, "/policy/feed_hold_epochs", limits.feed_hold_epochs);
  take(root, "/policy/provider_rest_min_epochs", limits.rest_min_epochs);
  take(root, "/policy/provider_rest_max_epochs", limits.rest_max_epochs);
  take(root, "/policy/in_flight_max", limits.in_flight_max);
  take(root, "/policy/in_flight_per_provider_max", limits.in_flight_per_provider_max);
  take(root, "/policy/deals_per_hour_max", limits.deals_per_hour_max);
  take(root, "/policy/deals_per_hour_per_provider_max", limits.deals_per_hour_per_provider_max);
  take(root, "/policy/bytes_per_hour_max", limits.bytes_per_hour_max);
  take(root, "/policy/copies_per_organisation_max", limits.copies_per_organisation_max);
  take(root, "/service/fetch_in_flight_max", limits.fetch_in_flight_max);
  return limits;
}

}  // namespace mock
