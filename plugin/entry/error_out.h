#pragma once

#include <raas/abi.h>

#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "base/error.h"

namespace raas::entry {

/// What a function of the C face answers.
struct Answer {
  raas_status status = RAAS_OK;
  std::string text;
  std::uint64_t retry_after_ms = 0;
};

/// The answer to an error: by what the caller can do about it.
[[nodiscard]] Answer answer_of(const Error& error);

/// Writes @p text where the caller wants to have it; @p err may be NULL. Returns @p status.
raas_status write_error(raas_status status, std::string_view text, std::uint64_t retry_after_ms,
                        raas_error* err) noexcept;

/// Runs @p work, which gives an Answer, and lets nothing but a status out.
template <class Work>
raas_status guarded(raas_error* err, Work&& work) noexcept {
  try {
    const Answer answer = work();
    return answer.status == RAAS_OK
               ? RAAS_OK
               : write_error(answer.status, answer.text, answer.retry_after_ms, err);
  } catch (const std::bad_alloc&) {
    return write_error(RAAS_E_INTERNAL, "out of memory", 0, err);
  } catch (const std::exception& problem) {
    return write_error(RAAS_E_INTERNAL, problem.what(), 0, err);
  } catch (...) {
    return write_error(RAAS_E_INTERNAL, "an exception of unknown type", 0, err);
  }
}

}  // namespace raas::entry
