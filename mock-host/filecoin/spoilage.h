#pragma once

#include "filecoin/trouble.h"

namespace mock {

/// What is left of an answer.
[[nodiscard]] RpcAnswer spoiled(Spoilage how, RpcAnswer answer);

}  // namespace mock
