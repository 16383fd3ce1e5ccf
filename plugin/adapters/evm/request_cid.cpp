#include "adapters/evm/request_cid.h"

#include <cstdint>
#include <string>

namespace raas::evm {
namespace {

constexpr std::size_t size_max = 256;

/// Binary CIDs begin with a version or a hash code below the letters.
bool is_text(std::string_view bytes) {
  return !bytes.empty() && bytes.front() > ' ' && bytes.front() < '\x7f';
}

Result<Cid> binary_cid(std::string_view bytes) {
  return Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<Cid> cid_of_request(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > size_max) {
    return Error(Code::invalid_input, "cid: found " + std::to_string(bytes.size()) +
                                          " bytes, expected 1 to " + std::to_string(size_max));
  }
  if (is_text(bytes)) return Cid::parse(bytes);
  if (bytes.front() == '\0') bytes.remove_prefix(1);
  return binary_cid(bytes);
}

}  // namespace raas::evm
