#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace raas {

/// What a caller can do about an error.
enum class Code : std::uint8_t {
  not_found,      ///< There is surely no such thing.
  unavailable,    ///< Not now; the same again later.
  rejected,       ///< The other side refuses; the same again is useless.
  invalid_input,  ///< What was given is wrong.
  corrupt,        ///< What was stored or received cannot be true.
};

[[nodiscard]] std::string_view name_of(Code code);

/// Why something was not done. The text reads `where: which: what was found, what was expected`.
class [[nodiscard]] Error {
 public:
  /// Of a result that holds a value; boost::system::result::error() wants to be able to return one.
  Error() = default;
  Error(Code code, std::string text) : code_(code), text_(std::move(text)) {}

  [[nodiscard]] Code code() const { return code_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The same error, seen from further up: puts `where: ` before the text.
  [[nodiscard]] Error within(std::string_view where) const;

 private:
  Code code_ = Code::corrupt;
  std::string text_;
};

/// Raised by Result::value() on an error; only tests and adapters see it.
class BadResult : public std::exception {
 public:
  explicit BadResult(Error error) : error_(std::move(error)) {}
  [[nodiscard]] const char* what() const noexcept override { return error_.text().c_str(); }

 private:
  Error error_;
};

/// Found by argument-dependent look-up from boost::system::result.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Error>;

using Status = Result<void>;

}  // namespace raas
