#pragma once

#include <cstddef>

/// Watches what operator new is asked for, in this program, while it exists. One at a time.
class Allocations {
 public:
  Allocations();
  ~Allocations();
  Allocations(const Allocations&) = delete;
  Allocations& operator=(const Allocations&) = delete;

  /// Bytes of the largest request.
  [[nodiscard]] std::size_t largest() const;
};
