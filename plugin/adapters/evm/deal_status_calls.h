#pragma once

#include "ports/contract_calls.h"

namespace raas::evm {

/// The calls of a DealStatus contract.
class DealStatusCalls final : public ContractCalls {
 public:
  [[nodiscard]] Result<std::string> complete(const raas::Completion& completion) const override;
  [[nodiscard]] std::string reason_of(std::string_view revert_data) const override;
};

}  // namespace raas::evm
