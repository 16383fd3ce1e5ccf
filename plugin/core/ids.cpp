#include "core/ids.h"

#include <limits>

#include "core/decimal.h"

namespace raas {

namespace {

/// The network encodes ids in 63 bits.
constexpr ActorId actor_id_max = std::numeric_limits<std::int64_t>::max();

Error wrong_provider(std::string_view what) {
  return Error(Code::invalid_input,
               "provider: found " + std::string(what) + ", expected an id address such as f01234");
}

}  // namespace

Result<ActorId> parse_provider(std::string_view text) {
  if (text.size() > 32) return wrong_provider("more than 32 characters");
  if (!text.starts_with("f0") && !text.starts_with("t0")) {
    return wrong_provider("an address without f0 or t0");
  }
  const auto number = parse_decimal(text.substr(2));
  if (!number || *number > actor_id_max) return wrong_provider("a number that is no actor id");
  if (*number == no_provider) return wrong_provider("the system actor");
  return *number;
}

std::string provider_text(ActorId provider) {
  return "f0" + std::to_string(provider);
}

}  // namespace raas
