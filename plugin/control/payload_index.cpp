#include "control/payload_index.h"

#include <bit>
#include <utility>

#include "base/check.h"

namespace raas {
namespace {

constexpr std::size_t places_min = 16;

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
  const std::uint32_t hash = hash_of(payload);
  Part& part = part_of(hash);
  if (places_for(part.taken + 1) > part.places.size()) part.grow(places_for(part.taken + 1));
  part.put({.hash = hash, .job = static_cast<std::uint32_t>(job)});
  ++part.taken;
}

void PayloadIndex::remove(std::string_view payload, JobId job) {
  const std::uint32_t hash = hash_of(payload);
  Part& part = part_of(hash);
  if (part.places.empty()) return;
  for (std::size_t at = hash & part.mask(); part.places[at].job != unused;
       at = (at + 1) & part.mask()) {
    if (part.places[at].job == job) part.places[at].job = removed;
  }
}

void PayloadIndex::Part::grow(std::size_t places_wanted) {
  const std::vector<Place> before = std::exchange(places, std::vector<Place>(places_wanted));
  taken = 0;
  for (const Place& place : before) {
    if (place.job == unused || place.job == removed) continue;
    put(place);
    ++taken;
  }
}

void PayloadIndex::Part::put(Place place) {
  std::size_t at = place.hash & mask();
  while (places[at].job != unused) at = (at + 1) & mask();
  places[at] = place;
}

}  // namespace raas
