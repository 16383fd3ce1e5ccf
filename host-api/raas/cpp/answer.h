/**
 * @file answer.h
 * What a function of the ABI answers: written for the other side, and read from it. No exception
 * crosses in either direction.
 */
#ifndef RAAS_CPP_ANSWER_H
#define RAAS_CPP_ANSWER_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "text.h"

namespace raas::abi {

/// A status, and why it is not RAAS_OK.
struct Answer {
  Answer() = default;
  Answer(raas_status why, std::string what, std::uint64_t retry_ms = 0)
      : status(why), text(std::move(what)), retry_after_ms(retry_ms) {}

  [[nodiscard]] bool is_ok() const noexcept { return status == RAAS_OK; }

  raas_status status = RAAS_OK;
  std::string text;                  ///< `where: what was found, what was expected`
  std::uint64_t retry_after_ms = 0;  ///< 0 = no advice.
};

/// Whether the same call can succeed later.
[[nodiscard]] constexpr bool is_retryable(raas_status status) noexcept {
  return status == RAAS_E_RETRY || status == RAAS_E_BUSY || status == RAAS_E_NO_FUNDS ||
         status == RAAS_E_TIMEOUT || status == RAAS_E_SHUTDOWN || status == RAAS_E_INTERNAL;
}

/// By a receiver's rule for values that it does not know: positive is OK, negative is INTERNAL.
[[nodiscard]] constexpr raas_status known_status(raas_status status) noexcept {
  if (status >= RAAS_OK) return RAAS_OK;
  return status < RAAS_E_INTERNAL ? static_cast<raas_status>(RAAS_E_INTERNAL) : status;
}

/// "RETRY" for RAAS_E_RETRY; "OK" and "INTERNAL" also for what is not known.
[[nodiscard]] constexpr std::string_view name_of(raas_status status) noexcept {
  switch (known_status(status)) {
    case RAAS_OK: return "OK";
    case RAAS_E_INVALID: return "INVALID";
    case RAAS_E_UNSUPPORTED: return "UNSUPPORTED";
    case RAAS_E_NOT_FOUND: return "NOT_FOUND";
    case RAAS_E_CONFLICT: return "CONFLICT";
    case RAAS_E_RETRY: return "RETRY";
    case RAAS_E_BUSY: return "BUSY";
    case RAAS_E_NO_FUNDS: return "NO_FUNDS";
    case RAAS_E_DENIED: return "DENIED";
    case RAAS_E_TIMEOUT: return "TIMEOUT";
    case RAAS_E_CANCELLED: return "CANCELLED";
    case RAAS_E_SHUTDOWN: return "SHUTDOWN";
    case RAAS_E_MISUSE: return "MISUSE";
    default: return "INTERNAL";
  }
}

/// Writes an answer where the caller wants to have it; @p err may be NULL, and is left untouched by
/// RAAS_OK. Returns the status.
inline raas_status write_answer(raas_error* err, raas_status status, std::string_view text,
                                std::uint64_t retry_after_ms = 0) noexcept {
  constexpr std::size_t needed = offsetof(raas_error, text_len) + sizeof(std::size_t);
  if (status == RAAS_OK || err == nullptr || err->struct_size < needed) return status;
  err->code = status;
  err->flags = is_retryable(status) ? static_cast<std::uint32_t>(RAAS_ERROR_RETRYABLE) : 0U;
  err->retry_after_ms = retry_after_ms;
  err->text_len = err->text == nullptr ? 0 : whole_prefix(text, err->text_capacity);
  if (err->text_len > 0) std::memcpy(err->text, text.data(), err->text_len);
  return status;
}
inline raas_status write_answer(raas_error* err, const Answer& answer) noexcept {
  return write_answer(err, answer.status, answer.text, answer.retry_after_ms);
}

/// The body of a function that the other side calls: runs @p work, which gives an Answer, and lets
/// nothing but a status out.
template <class Work>
raas_status guarded(raas_error* err, Work&& work) noexcept {
  try {
    const Answer answer = std::forward<Work>(work)();
    return write_answer(err, answer);
  } catch (const std::bad_alloc&) {
    return write_answer(err, RAAS_E_INTERNAL, "out of memory");
  } catch (const std::exception& problem) {
    return write_answer(err, RAAS_E_INTERNAL, problem.what());
  } catch (...) {
    return write_answer(err, RAAS_E_INTERNAL, "an exception of unknown type");
  }
}

/// Room for the other side to say why, and what it said.
class ErrorRoom {
 public:
  ErrorRoom() noexcept {
    error_.struct_size = sizeof error_;
    error_.text = text_;
    error_.text_capacity = sizeof text_;
  }
  ErrorRoom(const ErrorRoom&) = delete;
  ErrorRoom& operator=(const ErrorRoom&) = delete;

  [[nodiscard]] raas_error* get() noexcept { return &error_; }
  /// The answer to a call that returned @p status. What it wrote beyond its room is not believed.
  [[nodiscard]] Answer answer(raas_status status) const {
    status = known_status(status);
    if (status == RAAS_OK) return {};
    return {status, std::string(text_, std::min(error_.text_len, sizeof text_)),
            error_.retry_after_ms};
  }

 private:
  char text_[512] = {};
  raas_error error_{};
};

/// Calls a function of the other side: @p call(raas_error*) gives its status. The other side may be
/// C++, too, and let an exception out, which @p side ("the host") is named for.
template <class Call>
[[nodiscard]] Answer called(std::string_view side, const Call& call) {
  ErrorRoom room;
  try {
    return room.answer(call(room.get()));
  } catch (const std::exception& thrown) {
    return {RAAS_E_INTERNAL, std::string(side) + " threw: " + thrown.what()};
  } catch (...) {
    return {RAAS_E_INTERNAL, std::string(side) + " threw"};
  }
}

}  // namespace raas::abi

#endif
