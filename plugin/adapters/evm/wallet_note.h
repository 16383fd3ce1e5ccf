#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "core/epoch.h"

namespace raas::evm {

/// A transaction that has its nonce: all that is needed to send the same again, and to find out
/// what became of it.
struct WalletNote {
  std::string key;       ///< Without blanks.
  std::string contract;  ///< "0x" and 40 digits in lower case.
  std::string calldata;  ///< In binary.
  std::uint64_t nonce = 0;
  std::uint64_t gas = 0;   ///< Limit.
  Epoch since = no_epoch;  ///< A finalized height: it was not mined there or below.
  std::string hash;        ///< As the node told it last, "0x" and 64 digits; empty = it did not.

  [[nodiscard]] std::string text() const;
  [[nodiscard]] static Result<WalletNote> parse(std::string_view text);

  friend bool operator==(const WalletNote&, const WalletNote&) = default;
};

}  // namespace raas::evm
