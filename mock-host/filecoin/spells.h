#pragma once

#include <cstdint>
#include <optional>

#include "filecoin/chain.h"

namespace mock {

/// A stretch of time: from an epoch up to, not including, another one.
struct Spell {
  Epoch from = 0;
  Epoch to = 0;
  std::uint64_t number = 0;  ///< No two of one source have the same.
};

/// When something is the case. All of it follows from the arguments; nothing is stored.
class Spells {
 public:
  /// How often, and how long. There is one in each stretch of @ref every epochs.
  struct Pace {
    Epochs every = 0;
    Epochs length_min = 0;
    Epochs length_max = 0;  ///< At most @ref every.
  };

  [[nodiscard]] static Spells always();
  [[nodiscard]] static Spells once(Epoch from, Epoch to);
  /// Drawn from the seed; @p use keeps apart what is drawn from the same one.
  [[nodiscard]] static Spells drawn_from(std::uint64_t seed, std::uint64_t use, const Pace& pace);

  /// The one that @p epoch is in; nullopt = it is in none.
  [[nodiscard]] std::optional<Spell> at(Epoch epoch) const;

 private:
  Spells() = default;

  std::optional<Spell> fixed_;
  std::uint64_t seed_ = 0;
  std::uint64_t use_ = 0;
  Pace pace_;
};

}  // namespace mock
