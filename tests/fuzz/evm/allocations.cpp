#include "fuzz/evm/allocations.h"

#include <sanitizer/allocator_interface.h>

#include <algorithm>

#include "base/check.h"

namespace raas::fuzz {
namespace {

bool is_watching = false;
std::size_t largest_request = 0;

void note_malloc(const volatile void*, std::size_t size) {
  if (is_watching) largest_request = std::max(largest_request, size);
}

void note_free(const volatile void*) {}

}  // namespace

Allocations::Allocations() {
  static const bool is_installed =
      __sanitizer_install_malloc_and_free_hooks(note_malloc, note_free) != 0;
  RAAS_CHECK(is_installed);
  largest_request = 0;
  is_watching = true;
}

Allocations::~Allocations() {
  is_watching = false;
}

std::size_t Allocations::largest() const {
  return largest_request;
}

}  // namespace raas::fuzz
