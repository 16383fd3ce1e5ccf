#include "core/atto_fil.h"

#include <algorithm>

namespace raas {

namespace {

constexpr Uint128 amount_max = ~Uint128{0};

Error wrong_amount(std::string what) {
  return Error(Code::invalid_input,
               "attofil: " + std::move(what) + ", expected a decimal number below 2^128");
}

}  // namespace

Result<AttoFil> AttoFil::parse(std::string_view text) {
  if (text.empty()) return wrong_amount("found an empty text");
  if (text.size() > 39) return wrong_amount("found more than 39 characters");
  if (text.size() > 1 && text.front() == '0') return wrong_amount("found a leading zero");

  Uint128 amount = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') return wrong_amount("found something else than digits");
    const auto digit = static_cast<unsigned>(character - '0');
    if (amount > (amount_max - digit) / 10) return wrong_amount("found more than 128 bits");
    amount = amount * 10 + digit;
  }
  return AttoFil(amount);
}

std::string AttoFil::text() const {
  std::string digits;
  Uint128 rest = amount_;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace raas
