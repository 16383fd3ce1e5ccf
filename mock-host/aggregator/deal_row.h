#pragma once

#include <string>

#include "aggregator/database.h"
#include "aggregator/deal.h"

namespace mock {

/// The columns that hold a deal record, in the order of bind_deal() and read_deal(), with their
/// types.
[[nodiscard]] std::string deal_columns_sql();
/// As many question marks, with commas.
[[nodiscard]] std::string deal_places_sql();

void bind_deal(Statement& statement, const DealRecord& record);
[[nodiscard]] DealRecord read_deal(Statement& row);

}  // namespace mock
