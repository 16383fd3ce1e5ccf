#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/ids.h"

namespace raas {

/// Finds jobs by their payload in 8 bytes a place. It keeps part of a hash only, so that who asks
/// looks at each job that it names whether it is the right one.
class PayloadIndex {
 public:
  /// @p job is below 2^32 - 1.
  void add(std::string_view payload, JobId job);
  void remove(std::string_view payload, JobId job);

  /// Calls @p take for each job that may have @p payload.
  template <class Take>
  void each(std::string_view payload, const Take& take) const {
    if (places_.empty()) return;
    const std::uint32_t hash = hash_of(payload);
    for (std::size_t at = hash & mask(); places_[at].job != unused; at = (at + 1) & mask()) {
      if (places_[at].hash == hash && places_[at].job != removed) take(JobId{places_[at].job});
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
  [[nodiscard]] std::size_t mask() const { return places_.size() - 1; }
  void grow(std::size_t places);
  void put(Place place);

  std::vector<Place> places_;  ///< Their number is a power of two.
  std::size_t taken_ = 0;      ///< Removed ones too.
};

}  // namespace raas
