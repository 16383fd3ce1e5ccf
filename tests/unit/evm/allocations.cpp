#include "allocations.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

bool is_watching = false;
std::size_t largest_request = 0;

void* allocate(std::size_t size) {
  if (is_watching) largest_request = std::max(largest_request, size);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

Allocations::Allocations() {
  largest_request = 0;
  is_watching = true;
}

Allocations::~Allocations() {
  is_watching = false;
}

std::size_t Allocations::largest() const {
  return largest_request;
}
