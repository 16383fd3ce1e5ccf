#include "adapters/api/query.h"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/api/order_reading.h"
#include "adapters/api/utf8.h"
#include "core/decimal.h"

namespace raas::api {

std::optional<std::string> Query::text(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
  for (const FormField& field : fields_) {
    if (field.name == name) return field.value;
  }
  return std::nullopt;
}

Cid Query::cid(std::string_view name) {
  const auto value = text(name);
  return value ? read_cid(*value, "?" + std::string(name), problems_) : Cid();
}

std::optional<std::uint64_t> Query::number(std::string_view name, Bounds bounds) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto number = parse_decimal(*value);
  if (number && *number >= static_cast<std::uint64_t>(bounds.min) &&
      *number <= static_cast<std::uint64_t>(bounds.max)) {
    return number;
  }
  refuse(name, fmt::format("found \"{}\", expected {} to {}", excerpt_of(*value), bounds.min,
                           bounds.max));
  return std::nullopt;
}

void Query::refuse(std::string_view name, std::string message) {
  problems_.add("?" + std::string(name), std::move(message));
}

void Query::refuse_unknown() {
  for (const FormField& field : fields_) {
    if (std::find(known_.begin(), known_.end(), field.name) != known_.end()) continue;
    const auto expected = known_.empty() ? std::string("expected no query")
                                         : fmt::format("expected {}", fmt::join(known_, ", "));
    refuse(excerpt_of(field.name), "unknown, " + expected);
  }
}

}  // namespace raas::api
