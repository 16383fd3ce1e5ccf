#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "adapters/api/form.h"
#include "adapters/api/order_reading.h"
#include "adapters/api/problems.h"

namespace raas::api {

/// The flat form of an order, as the starter kit's clients send it:
/// `cid, endDate, jobType (all|replication|renew|repair), replicationTarget, aggregator, epochs`,
/// and `client, label` of ours. An empty value counts as absent.
///
/// `epochs` is the threshold of renewal, the grace of repair, or both for `all`. Where it is below
/// what renewal needs, renewal uses its minimum and a note says so: one number serves two purposes
/// here, and what is a sensible grace is too short for a renewal. `aggregator` is read and not
/// used: a plugin serves one aggregator.
[[nodiscard]] ReadOrder read_flat_order(const std::vector<FormField>& fields,
                                        const std::string& pointer, const OrderRules& rules,
                                        Problems& problems);

/// Whether @p object is written with the flat names.
[[nodiscard]] bool is_flat_order(const boost::json::object& object);

/// The members of a JSON object as fields: texts, whole numbers as their digits, null as empty.
[[nodiscard]] std::vector<FormField> flat_fields_of(const boost::json::object& object,
                                                    const std::string& pointer, Problems& problems);

}  // namespace raas::api
