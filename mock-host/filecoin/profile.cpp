#include "filecoin/profile.h"

#include <array>

namespace mock {

namespace {

constexpr Epochs hour = 120;
constexpr Epochs day = epochs_per_day;
constexpr std::uint32_t all = 1000000;

constexpr std::array profiles{Profile::full, Profile::gateway, Profile::flaky, Profile::lying};

/// Makes spells, no two alike, of one seed.
class Times {
 public:
  explicit Times(std::uint64_t seed) : seed_(seed) {}
  Spells operator()(const Spells::Pace& pace) { return Spells::drawn_from(seed_, ++uses_, pace); }

 private:
  std::uint64_t seed_;
  std::uint64_t uses_ = 0;
};

template <class Kind, class... Arguments>
void add(Troubles& troubles, const Arguments&... arguments) {
  troubles.push_back(std::make_unique<Kind>(arguments...));
}

/// What a fork can show that the chain never comes to.
Branch fork_like() {
  constexpr std::uint32_t few = 20000;
  Branch like;
  like.delay = 5;
  like.differs =
      Lie{.seed = 1, .deals_missing_ppm = few, .sectors_dead_ppm = few, .sectors_faulty_ppm = few};
  return like;
}

Troubles flaky(std::uint64_t seed) {
  constexpr std::uint32_t now_and_then = 5000;
  constexpr std::uint32_t often = 500000;
  Times times(seed);
  Troubles troubles;
  add<Lag>(troubles, times({.every = 21 * day, .length_min = 2 * hour, .length_max = 12 * hour}),
           Epochs{2000});
  add<Stall>(troubles, times({.every = 17 * day, .length_min = hour, .length_max = 6 * hour}));
  add<Reorg>(troubles, times({.every = 5 * day, .length_min = 2, .length_max = 30}), fork_like());
  add<Reorg>(troubles, times({.every = 40 * day, .length_min = 30, .length_max = 900}),
             fork_like());
  for (const Spoilage how :
       {Spoilage::html, Spoilage::empty, Spoilage::truncated, Spoilage::wrong_ids,
        Spoilage::reordered, Spoilage::server_error, Spoilage::too_many, Spoilage::lost}) {
    add<Spoiled>(troubles, Spells::always(), how, Spoiled::Chance{seed, now_and_then});
  }
  add<Spoiled>(troubles, times({.every = 9 * day, .length_min = hour, .length_max = 3 * hour}),
               Spoilage::too_many, Spoiled::Chance{seed + 1, often});
  add<Spoiled>(troubles, times({.every = 30 * day, .length_min = hour, .length_max = 6 * hour}),
               Spoilage::lost, Spoiled::Chance{seed + 2, all});
  return troubles;
}

/// One that lies about everything: its index is broken, or its state is of another network.
Troubles lying(std::uint64_t seed) {
  const Spells::Pace pace{.every = 15 * day, .length_min = 2 * hour, .length_max = 8 * hour};
  Times times(seed);
  Troubles troubles;
  add<Lying>(troubles, times(pace), Lie{.seed = seed, .deals_missing_ppm = all});
  add<Lying>(troubles, times(pace), Lie{.seed = seed, .sectors_dead_ppm = all});
  add<Lying>(troubles, times(pace),
             Lie{.seed = seed, .deals_missing_ppm = all, .sectors_dead_ppm = all});
  return troubles;
}

}  // namespace

std::string_view name_of(Profile profile) {
  switch (profile) {
    case Profile::full: return "full";
    case Profile::gateway: return "gateway";
    case Profile::flaky: return "flaky";
    case Profile::lying: return "lying";
  }
  return "";
}

std::optional<Profile> profile_named(std::string_view name) {
  for (const Profile profile : profiles) {
    if (name_of(profile) == name) return profile;
  }
  return std::nullopt;
}

NodeOptions node_options(Profile profile) {
  NodeOptions options;
  if (profile == Profile::gateway) options.kind = NodeKind::gateway;
  return options;
}

Troubles troubles_of(Profile profile, std::uint64_t seed) {
  switch (profile) {
    case Profile::full:
    case Profile::gateway: break;
    case Profile::flaky: return flaky(seed);
    case Profile::lying: return lying(seed);
  }
  return {};
}

}  // namespace mock
