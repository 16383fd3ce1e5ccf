#pragma once

#include <cstddef>

namespace raas::fuzz {

/// Watches how large the single requests for memory are while it exists. One at a time.
class Allocations {
 public:
  Allocations();
  ~Allocations();
  Allocations(const Allocations&) = delete;
  Allocations& operator=(const Allocations&) = delete;

  /// Bytes of the largest request.
  [[nodiscard]] std::size_t largest() const;
};

}  // namespace raas::fuzz
