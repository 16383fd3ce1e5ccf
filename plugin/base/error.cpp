#include "base/error.h"

namespace raas {

std::string_view name_of(Code code) {
  switch (code) {
    case Code::not_found: return "not_found";
    case Code::unavailable: return "unavailable";
    case Code::rejected: return "rejected";
    case Code::invalid_input: return "invalid_input";
    case Code::corrupt: return "corrupt";
  }
  return "unknown";
}

Error Error::within(std::string_view where) const {
  return Error(code_, std::string(where) + ": " + text_);
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw BadResult(error);
}

}  // namespace raas
