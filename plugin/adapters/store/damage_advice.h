#pragma once

#include "base/error.h"

namespace raas {

/// An error that says that the file is damaged says what to do about it, too.
[[nodiscard]] inline Error with_damage_advice(const Error& error) {
  if (error.code() != Code::corrupt) return error;
  return Error(error.code(),
               error.text() +
                   "; restore the file from a backup, or move it away together with raas.lock, "
                   "choose another /key_namespace and register the jobs anew");
}

}  // namespace raas
