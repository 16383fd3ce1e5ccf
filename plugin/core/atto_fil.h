#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas {

/// A 128 bit number; marked as an extension, which it is, for compilers that are told to be
/// pedantic.
__extension__ typedef unsigned __int128 Uint128;

/// An amount of money: 10^-18 FIL. Never negative; up to 2^128-1.
class AttoFil {
 public:
  AttoFil() = default;
  constexpr explicit AttoFil(Uint128 amount) : amount_(amount) {}

  /// Reads a decimal number without sign, point or exponent.
  [[nodiscard]] static Result<AttoFil> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Uint128 amount() const { return amount_; }

  friend bool operator==(const AttoFil&, const AttoFil&) = default;
  friend auto operator<=>(const AttoFil&, const AttoFil&) = default;

 private:
  Uint128 amount_ = 0;
};

}  // namespace raas
