#include "failing_memory.h"

#include <cstdlib>
#include <new>

namespace {

thread_local bool is_counting = false;
thread_local bool has_failed_now = false;
thread_local std::size_t allocations_left = 0;
thread_local std::ptrdiff_t held = 0;

bool fails() {
  if (!is_counting || has_failed_now) return false;
  if (allocations_left > 0) {
    --allocations_left;
    return false;
  }
  has_failed_now = true;
  return true;
}

void* counted(void* memory) noexcept {
  if (memory != nullptr) ++held;
  return memory;
}

void* allocate(std::size_t size) noexcept {
  return fails() ? nullptr : counted(std::malloc(size == 0 ? 1 : size));
}

void* allocate(std::size_t size, std::align_val_t alignment) noexcept {
  const auto align = static_cast<std::size_t>(alignment);
  const std::size_t rounded = (size + align - 1) / align * align;
  return fails() ? nullptr : counted(std::aligned_alloc(align, rounded == 0 ? align : rounded));
}

void* or_throw(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void give_back(void* memory) noexcept {
  if (memory != nullptr) --held;
  std::free(memory);
}

}  // namespace

// All of them: a sanitizer brings its own, and what one of those gives, free() must not take back.
void* operator new(std::size_t size) {
  return or_throw(allocate(size));
}
void* operator new[](std::size_t size) {
  return or_throw(allocate(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return or_throw(allocate(size, alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return or_throw(allocate(size, alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(size, alignment);
}
void operator delete(void* memory) noexcept {
  give_back(memory);
}
void operator delete[](void* memory) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  give_back(memory);
}

FailingMemory::FailingMemory(std::size_t allocations) {
  allocations_left = allocations;
  has_failed_now = false;
  is_counting = true;
}

FailingMemory::~FailingMemory() {
  is_counting = false;
}

bool FailingMemory::has_failed() const {
  return has_failed_now;
}

std::ptrdiff_t blocks_held() {
  return held;
}
