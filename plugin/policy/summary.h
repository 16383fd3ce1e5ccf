#pragma once

#include <string>

#include "core/job.h"
#include "policy/slots.h"

namespace raas {

/// The copies of a job in words: "2 of 3 copies healthy, 1 in flight".
[[nodiscard]] std::string copies_text(const Terms& terms, const Layout& layout);

}  // namespace raas
