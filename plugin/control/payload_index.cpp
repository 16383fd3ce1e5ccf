#include "control/payload_index.h"

#include <bit>
#include <utility>

#include "base/check.h"

namespace raas {
namespace {

constexpr std::size_t places_min = 64;

/// Of four places at most three are taken.
constexpr std::size_t places_for(std::size_t jobs) {
  return std::bit_ceil(std::max(places_min, jobs + jobs / 3 + 1));
}

}  // namespace

std::uint32_t PayloadIndex::hash_of(std::string_view payload) {
  const std::uint64_t hash = std::hash<std::string_view>()(payload);
  return static_cast<std::uint32_t>(hash ^ hash >> 32U);
}

void PayloadIndex::add(std::string_view payload, JobId job) {
  RAAS_CHECK(job > unused && job < removed);
  if (places_for(taken_ + 1) > places_.size()) grow(places_for(taken_ + 1));
  put({.hash = hash_of(payload), .job = static_cast<std::uint32_t>(job)});
  ++taken_;
}

void PayloadIndex::remove(std::string_view payload, JobId job) {
  if (places_.empty()) return;
  for (std::size_t at = hash_of(payload) & mask(); places_[at].job != unused;
       at = (at + 1) & mask()) {
    if (places_[at].job == job) places_[at].job = removed;
  }
}

void PayloadIndex::grow(std::size_t places) {
  const std::vector<Place> before = std::exchange(places_, std::vector<Place>(places));
  taken_ = 0;
  for (const Place& place : before) {
    if (place.job == unused || place.job == removed) continue;
    put(place);
    ++taken_;
  }
}

void PayloadIndex::put(Place place) {
  std::size_t at = place.hash & mask();
  while (places_[at].job != unused) at = (at + 1) & mask();
  places_[at] = place;
}

}  // namespace raas
