#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "core/job.h"

namespace raas {

/// Terms in few bytes, less their end epoch: equal terms give equal bytes, so that they are stored
/// once.
[[nodiscard]] std::string encode_terms(const Terms& terms);
[[nodiscard]] Result<Terms> decode_terms(std::string_view bytes);

/// Money as big-endian bytes without leading zeros.
[[nodiscard]] std::string encode_amount(AttoFil amount);
[[nodiscard]] Result<AttoFil> decode_amount(std::string_view bytes);

}  // namespace raas
