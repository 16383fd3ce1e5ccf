#include "validate/call_memory.h"

#include <sys/mman.h>

#include <new>

namespace mock {
namespace {

constexpr std::size_t region_bytes = std::size_t{1} << 30;  // Addresses, not memory.
constexpr std::size_t step_bytes = std::size_t{1} << 12;
constexpr std::size_t spare_bytes = std::size_t{1} << 26;  // For the largest call.
constexpr std::size_t alignment = 16;
constexpr int junk = 0xfe;

std::size_t rounded(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

}  // namespace

CallMemory::CallMemory() {
  void* const region =
      ::mmap(nullptr, region_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) throw std::bad_alloc();
  region_ = static_cast<char*>(region);
}

CallMemory::~CallMemory() {
  ::munmap(region_, region_bytes);
}

void CallMemory::close() {
  if (open_ > begin_) {
    ::mmap(region_ + begin_, open_ - begin_, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  }
  // Addresses are used again as late as possible.
  begin_ = open_ = used_ = open_ + spare_bytes > region_bytes ? 0 : open_;
}

void* CallMemory::room_for(std::size_t bytes) {
  const std::size_t at = rounded(used_, alignment);
  if (at + bytes + alignment > open_) {
    const std::size_t more = rounded(at + bytes + alignment - open_, step_bytes);
    if (more > region_bytes - open_) throw std::bad_alloc();
    ::mprotect(region_ + open_, more, PROT_READ | PROT_WRITE);
    std::memset(region_ + open_, junk, more);
    open_ += more;
  }
  used_ = at + bytes + 1;
  return region_ + at;
}

raas_str CallMemory::text(raas_str from) {
  if (from.len == 0) return {nullptr, 0};
  auto* to = static_cast<char*>(room_for(from.len));
  std::memcpy(to, from.ptr, from.len);
  return {to, from.len};
}

raas_deal CallMemory::with_texts(raas_deal deal) {
  for (raas_str* text :
       {&deal.idempotency_key, &deal.payload_cid, &deal.piece_cid, &deal.provider, &deal.message}) {
    *text = this->text(*text);
  }
  if (deal.inclusion != nullptr) {
    raas_inclusion inclusion = *deal.inclusion;
    for (raas_str* text :
         {&inclusion.segment_cid, &inclusion.subtree_path, &inclusion.index_path}) {
      *text = this->text(*text);
    }
    deal.inclusion = put(inclusion);
  }
  return deal;
}

raas_fetch CallMemory::with_texts(raas_fetch fetch) {
  fetch.piece_cid = text(fetch.piece_cid);
  fetch.message = text(fetch.message);
  return fetch;
}

raas_provider CallMemory::with_texts(raas_provider provider) {
  for (raas_str* text : {&provider.provider, &provider.organisation, &provider.country,
                         &provider.price, &provider.price_verified}) {
    *text = this->text(*text);
  }
  return provider;
}

}  // namespace mock
