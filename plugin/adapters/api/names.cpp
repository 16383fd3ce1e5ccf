#include "adapters/api/names.h"

namespace raas::api {

std::string_view name_of(OrderOutcome outcome) {
  switch (outcome) {
    case OrderOutcome::created: return "created";
    case OrderOutcome::updated: return "updated";
    case OrderOutcome::unchanged: return "unchanged";
  }
  return "unknown";
}

}  // namespace raas::api
