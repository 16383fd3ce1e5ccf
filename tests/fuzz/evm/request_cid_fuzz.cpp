#include "adapters/evm/request_cid.h"

#include "base/check.h"
#include "fuzz/support/json_input.h"

// What clients take for a CID. All forms of one CID must come to the same.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t size_max = 256;
  const std::string_view input = raas::fuzz::text_of(bytes, size);
  const auto cid = raas::evm::cid_of_request(input);
  if (!cid) {
    RAAS_CHECK(cid.error().code() == raas::Code::invalid_input);
    return 0;
  }
  RAAS_CHECK(size > 0 && size <= size_max && !cid->empty());
  const std::string binary(cid->bytes());
  const auto again = [&cid](const std::string& form) {
    const auto same = raas::evm::cid_of_request(form);
    RAAS_CHECK(form.size() > size_max || (same.has_value() && *same == *cid));
  };
  again(binary);
  again(std::string(1, '\0') + binary);
  again(cid->text());
  return 0;
}
