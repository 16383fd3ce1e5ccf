#pragma once

#include "filecoin/ledger.h"

namespace mock {

struct Chain::State {
  explicit State(const ChainOptions& options) : ledger(options) {}

  Ledger ledger;
};

}  // namespace mock
