#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// An amount of money: 10^-18 FIL. Never negative; up to 2^128-1.
class AttoFil {
 public:
  AttoFil() = default;
  constexpr explicit AttoFil(unsigned __int128 amount) : amount_(amount) {}

  /// Reads a decimal number without sign, point or exponent.
  [[nodiscard]] static Result<AttoFil> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] unsigned __int128 amount() const { return amount_; }

  friend bool operator==(const AttoFil&, const AttoFil&) = default;
  friend auto operator<=>(const AttoFil&, const AttoFil&) = default;

 private:
  unsigned __int128 amount_ = 0;
};

}  // namespace raas
