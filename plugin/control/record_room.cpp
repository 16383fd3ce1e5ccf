#include "control/record_room.h"

#include <cstring>

#include "base/check.h"

namespace raas {

char* RecordRoom::take(std::size_t bytes) {
  if (bytes > record_bytes_max) return take_large(bytes);
  const std::size_t size = (bytes + step - 1) / step;
  Slab& slab = slab_with_room(size == 0 ? 1 : size);
  char* const record = slab.at(slab.given_back != 0 ? slab.given_back : slab.fresh);
  if (slab.given_back != 0) {
    std::memcpy(&slab.given_back, record, sizeof slab.given_back);
  } else {
    slab.fresh = static_cast<std::uint16_t>(slab.fresh + slab.size);
  }
  ++slab.taken;
  if (!slab.has_room()) unlink(with_room_[slab.size], slab);
  return record;
}

void RecordRoom::release(char* record, std::size_t bytes) {
  if (bytes > record_bytes_max) return release_large(record, bytes);
  Slab& slab = slab_of(record);
  RAAS_CHECK(slab.taken > 0 && (bytes + step - 1) / step <= slab.size);
  if (!slab.has_room()) link(with_room_[slab.size], slab);
  // Which one was given back before is kept in the record itself.
  std::memcpy(record, &slab.given_back, sizeof slab.given_back);
  slab.given_back = static_cast<std::uint16_t>((record - slab.at(0)) / step);
  if (--slab.taken != 0) return;
  unlink(with_room_[slab.size], slab);
  link(empty_, slab);
}

char* RecordRoom::take_large(std::size_t bytes) {
  auto record = std::make_unique_for_overwrite<char[]>(bytes);
  char* const at = record.get();
  large_.emplace(at, std::move(record));
  bytes_large_ += bytes;
  return at;
}

void RecordRoom::release_large(const char* record, std::size_t bytes) {
  RAAS_CHECK(large_.erase(record) == 1);
  bytes_large_ -= bytes;
}

RecordRoom::Slab& RecordRoom::slab_of(char* record) {
  const auto address = reinterpret_cast<std::uintptr_t>(record);
  return *reinterpret_cast<Slab*>(record - address % slab_bytes);
}

RecordRoom::Slab& RecordRoom::slab_with_room(std::size_t size) {
  if (with_room_[size] != nullptr) return *with_room_[size];
  Slab& slab = empty_slab();
  slab = {};
  slab.size = static_cast<std::uint16_t>(size);
  slab.fresh = static_cast<std::uint16_t>((sizeof(Slab) + step - 1) / step);
  link(with_room_[size], slab);
  return slab;
}

RecordRoom::Slab& RecordRoom::empty_slab() {
  if (empty_ == nullptr) {
    regions_.emplace_back(
        static_cast<char*>(::operator new (region_bytes, std::align_val_t{slab_bytes})));
    for (std::size_t at = region_bytes; at > 0; at -= slab_bytes) {
      link(empty_, *new (regions_.back().get() + at - slab_bytes) Slab);
    }
  }
  Slab& slab = *empty_;
  unlink(empty_, slab);
  return slab;
}

void RecordRoom::link(Slab*& first, Slab& slab) {
  slab.before = nullptr;
  slab.next = first;
  if (first != nullptr) first->before = &slab;
  first = &slab;
}

void RecordRoom::unlink(Slab*& first, Slab& slab) {
  if (slab.before != nullptr) {
    slab.before->next = slab.next;
  } else {
    first = slab.next;
  }
  if (slab.next != nullptr) slab.next->before = slab.before;
}

}  // namespace raas
