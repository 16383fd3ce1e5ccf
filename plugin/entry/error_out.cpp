#include "entry/error_out.h"

namespace raas::entry {

Answer answer_of(const Error& error) {
  switch (error.code()) {
    case Code::not_found: return {RAAS_E_NOT_FOUND, error.text(), 0};
    case Code::unavailable: return {RAAS_E_RETRY, error.text(), 1000};
    case Code::rejected: return {RAAS_E_DENIED, error.text(), 0};
    case Code::invalid_input: return {RAAS_E_INVALID, error.text(), 0};
    case Code::corrupt: return {RAAS_E_INTERNAL, error.text(), 0};
  }
  return {RAAS_E_INTERNAL, error.text(), 0};
}

}  // namespace raas::entry
