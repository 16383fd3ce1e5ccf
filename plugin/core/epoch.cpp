#include "core/epoch.h"

#include "core/decimal.h"

namespace raas {

std::string ChainTime::text() const {
  return std::to_string(genesis_unix_ms) + ' ' + std::to_string(epoch_ms);
}

Result<ChainTime> ChainTime::parse(std::string_view text) {
  const auto space = text.find(' ');
  const auto genesis = parse_decimal(text.substr(0, space));
  const auto epoch =
      space == std::string_view::npos ? std::nullopt : parse_decimal(text.substr(space + 1));
  if (!genesis || !epoch || *epoch == 0) {
    return Error(Code::corrupt, "found \"" + std::string(text.substr(0, 60)) +
                                    "\", expected two numbers of milliseconds");
  }
  return ChainTime{.genesis_unix_ms = static_cast<Millis>(*genesis),
                   .epoch_ms = static_cast<Millis>(*epoch)};
}

}  // namespace raas
