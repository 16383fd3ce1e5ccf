#pragma once

#include <raas/cpp/answer.h>

#include "base/error.h"

namespace raas::entry {

using abi::Answer;

/// The answer to an error: by what the caller can do about it.
[[nodiscard]] Answer answer_of(const Error& error);

}  // namespace raas::entry
