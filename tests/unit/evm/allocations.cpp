#include "allocations.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

bool is_watching = false;
std::size_t largest_request = 0;

void* allocate_if_possible(std::size_t size) noexcept {
  if (is_watching) largest_request = std::max(largest_request, size);
  return std::malloc(size == 0 ? 1 : size);
}

void* allocate(std::size_t size) {
  if (void* memory = allocate_if_possible(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// All forms without an alignment: one left to the library, such as the nothrow form that
// std::stable_sort uses, would meet a delete of ours with memory that is not from malloc().

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate_if_possible(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate_if_possible(size);
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
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
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
