#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/ids.h"

namespace raas {

/// Finds jobs by their payload in 8 bytes a place. It keeps part of a hash only, so that who asks
/// looks at each job that it names whether it is the right one.
///
/// It is cut into parts that grow each by itself: no single job waits until all are moved.
class PayloadIndex {
 public:
  /// @p job is below 2^32 - 1.
  void add(std::string_view payload, JobId job);
  void remove(std::string_view payload, JobId job);

  /// Calls @p take for each job that may have @p payload.
  template <class Take>
  void each(std::string_view payload, const Take& take) const {
    const std::uint32_t hash = hash_of(payload);
    const Part& part = part_of(hash);
    if (part.places.empty()) return;
    for (std::size_t at = hash & part.mask(); part.places[at].job != unused;
         at = (at + 1) & part.mask()) {
      const Place& place = part.places[at];
      if (place.hash == hash && place.job != removed) take(JobId{place.job});
    }
  }

 private:
  static constexpr std::uint32_t unused = 0;
  static constexpr std::uint32_t removed = 0xffffffff;
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t job = unused;
  };

  [[nodiscard]] static std::uint32_t hash_of(std::string_view payload);
  struct Part {
    std::vector<Place> places;  ///< Their number is a power of two.
    std::size_t taken = 0;      ///< Removed ones too.

    [[nodiscard]] std::size_t mask() const { return places.size() - 1; }
    void grow(std::size_t places_wanted);
    void put(Place place);
  };

  static constexpr unsigned part_bits = 8;
  /// By the first bits of the hash; a place in it goes by the last ones.
  [[nodiscard]] const Part& part_of(std::uint32_t hash) const {
    return parts_[hash >> (32 - part_bits)];
  }
  [[nodiscard]] Part& part_of(std::uint32_t hash) { return parts_[hash >> (32 - part_bits)]; }

  std::array<Part, std::size_t{1} << part_bits> parts_;
};

}  // namespace raas
