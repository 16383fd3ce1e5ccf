#pragma once

#include <vector>

#include "base/error.h"
#include "core/observation.h"

namespace raas {

/// The host's directory of providers (raas.host.providers/1). In-call only.
class Directory {
 public:
  virtual ~Directory() = default;

  /// Whether the host has a directory. Without one the host chooses providers.
  [[nodiscard]] virtual bool exists() const = 0;
  /// All providers, sorted by id; rests_until and in_flight are left at their defaults.
  [[nodiscard]] virtual Result<std::vector<Candidate>> list() = 0;
};

}  // namespace raas
