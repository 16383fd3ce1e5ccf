#include "adapters/lotus/cbor.h"

#include "adapters/lotus/sector_call.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// The CBOR in events and in what actors return, without the JSON and base64 around it. What is read
// and written again is at most as long, since we write the shortest form.

namespace lotus = raas::lotus;

namespace {

/// Takes one item of whatever kind it is, and writes it again; whether there was one.
bool take_item(lotus::CborReader& reader, std::string& again) {
  if (const auto number = reader.natural()) {
    lotus::append_cbor_natural(again, *number);
  } else if (const auto negative = reader.integer()) {
    RAAS_CHECK(*negative < 0);
  } else if (const auto bytes = reader.bytes()) {
    lotus::append_cbor_bytes(again, *bytes);
  } else if (const auto text = reader.text()) {
    lotus::append_cbor_text(again, *text);
  } else if (const auto length = reader.array()) {
    lotus::append_cbor_array(again, *length);
  } else {
    return reader.boolean().has_value();
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view cbor = raas::fuzz::text_of(bytes, size);
  static_cast<void>(lotus::decode_location(cbor));
  static_cast<void>(lotus::decode_validation(cbor));
  lotus::CborReader reader(cbor);
  std::string again;
  std::size_t items = 0;
  while (take_item(reader, again)) ++items;
  RAAS_CHECK(items <= size && again.size() <= size);
  RAAS_CHECK(!reader.is_at_end() || items > 0 || size == 0);
  return 0;
}
