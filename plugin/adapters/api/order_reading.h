#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "adapters/api/form.h"
#include "adapters/api/problems.h"
#include "adapters/api/terms_reading.h"
#include "ports/job_desk.h"

namespace raas::api {

/// An order with what its client should know about how it was read.
struct ReadOrder {
  Order order;
  std::vector<std::string> notes;
};

/// What orders are read with.
struct OrderRules {
  Terms default_terms;
  TermsRules terms;
  std::size_t orders_max = 0;
};

/// Reads one order or an array of them, of POST /register_jobs. Empty if there are problems.
[[nodiscard]] std::vector<ReadOrder> read_orders(const boost::json::value& body,
                                                 const OrderRules& rules, Problems& problems);

/// Parses what a client calls its data. Adds a problem at @p pointer and leaves it empty if it is
/// no CID.
[[nodiscard]] Cid read_cid(const std::string& text, const std::string& pointer, Problems& problems);

}  // namespace raas::api
