#include "base/check.h"

#include <stdexcept>
#include <string>

namespace raas {

void check_failed(const char* expression, const char* file, int line) {
  throw std::logic_error(std::string(file) + ":" + std::to_string(line) + ": " + expression);
}

}  // namespace raas
