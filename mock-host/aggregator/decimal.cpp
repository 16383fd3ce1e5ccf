#include "aggregator/decimal.h"

#include <algorithm>

namespace mock {
namespace {

std::string_view without_leading_zeros(std::string_view text) {
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  return text;
}

}  // namespace

bool is_decimal(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char digit) { return digit >= '0' && digit <= '9'; });
}

int compare_decimals(std::string_view a, std::string_view b) {
  const auto left = without_leading_zeros(a);
  const auto right = without_leading_zeros(b);
  if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  return left.compare(right);
}

}  // namespace mock
