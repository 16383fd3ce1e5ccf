#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "aggregator/aggregator.h"
#include "sim/happening.h"

namespace mock {

/// A happening begins or ends.
struct Turn {
  Epoch epoch = 0;
  std::size_t event = 0;  ///< In Scenario::events.
  bool ends = false;

  friend auto operator<=>(const Turn&, const Turn&) = default;
};

/// The events of a scenario in the order of time.
class Course {
 public:
  Course(const std::vector<Happening>& events, Epoch start);

  [[nodiscard]] std::optional<Epoch> next_event() const;
  /// What begins or ends up to @p now; each is given once.
  [[nodiscard]] std::vector<Turn> take(Epoch now);

 private:
  std::set<Turn> turns_;
};

/// Lets things happen to providers. Outages overlap: a provider is back when the last one is over.
class ProviderCourse {
 public:
  ProviderCourse(Aggregator& aggregator, std::uint64_t seed)
      : aggregator_(aggregator), seed_(seed) {}

  void leave(ActorId provider);
  void come_back(ActorId provider);
  /// Of another kind than those of providers: nothing.
  void apply(const Happening& happening, const Turn& turn);

 private:
  [[nodiscard]] std::vector<ActorId> those_meant(const Whom& whom) const;
  void lose_disks(ActorId provider, const Happening& happening, const Turn& turn);
  void find_disks(const Turn& turn);

  Aggregator& aggregator_;
  std::uint64_t seed_;
  std::map<ActorId, int> away_;
  std::map<std::size_t, std::vector<std::pair<ActorId, SectorNumber>>> lost_;  ///< By event.
};

}  // namespace mock
