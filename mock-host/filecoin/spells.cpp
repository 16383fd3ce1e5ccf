#include "filecoin/spells.h"

#include <limits>

#include "filecoin/seeded.h"

namespace mock {

Spells Spells::always() {
  return once(0, std::numeric_limits<Epoch>::max());
}

Spells Spells::once(Epoch from, Epoch to) {
  Spells spells;
  spells.fixed_ = Spell{from, to, 0};
  return spells;
}

Spells Spells::drawn_from(std::uint64_t seed, std::uint64_t use, const Pace& pace) {
  Spells spells;
  spells.seed_ = seed;
  spells.use_ = use;
  spells.pace_ = pace;
  return spells;
}

std::optional<Spell> Spells::at(Epoch epoch) const {
  Spell spell;
  if (fixed_) {
    spell = *fixed_;
  } else {
    const auto number = static_cast<std::uint64_t>(epoch / pace_.every);
    const auto luck = [&](std::uint64_t what, Epochs choices) {
      return static_cast<Epochs>(drawn(seed_, Draw::trouble, use_ * 2 + what, number) %
                                 static_cast<std::uint64_t>(choices));
    };
    const Epochs length = pace_.length_min + luck(0, pace_.length_max - pace_.length_min + 1);
    const Epochs into = luck(1, pace_.every - length + 1);
    spell.number = number;
    spell.from = static_cast<Epoch>(number) * pace_.every + into;
    spell.to = spell.from + length;
  }
  return spell.from <= epoch && epoch < spell.to ? std::optional(spell) : std::nullopt;
}

}  // namespace mock
