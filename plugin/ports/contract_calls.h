#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "core/contract_request.h"
#include "core/inclusion.h"

namespace raas {

/// What is said to the contract about one deal.
struct Completion {
  const ContractRequest& request;
  const DealReport& report;
  const Inclusion& inclusion;  ///< As the host tells it.
  const Piece& deal;           ///< As the chain tells it.
};

/// Writes calls of the contract and reads its complaints. Pure.
class ContractCalls {
 public:
  virtual ~ContractCalls() = default;

  /// The call that reports a deal, once its proof was checked.
  /// @retval invalid_input  The proof proves something else; the text says what does not match.
  [[nodiscard]] virtual Result<std::string> complete(const Completion& completion) const = 0;
  /// Why the contract gave up, for people.
  [[nodiscard]] virtual std::string reason_of(std::string_view revert_data) const = 0;
};

}  // namespace raas
