#pragma once

#include <cstddef>

/// While it exists, the allocation of operator new after @p allocations ones fails, once. One at a
/// time, in this thread only.
class FailingMemory {
 public:
  explicit FailingMemory(std::size_t allocations);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  [[nodiscard]] bool has_failed() const;
};

/// Blocks of operator new that were not given back, in this thread.
[[nodiscard]] std::ptrdiff_t blocks_held();
