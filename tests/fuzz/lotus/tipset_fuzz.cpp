#include "adapters/lotus/decode.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// ChainHead and ChainGetFinalizedTipSet. Its key goes back to the node as it is, so whatever the
// node said, it must be an array of links and nothing else.

namespace json = boost::json;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto value = raas::fuzz::json_of(bytes, size);
  if (!value) return 0;
  const auto tipset = raas::lotus::decode_tipset(*value);
  if (!tipset) return 0;
  RAAS_CHECK(tipset->height >= 0 && tipset->unix_ms >= 0);
  json::error_code error;
  const json::value key = json::parse(tipset->key, error);
  RAAS_CHECK(!error && key.is_array() && !key.get_array().empty());
  const auto& cids = value->at("Cids").as_array();
  RAAS_CHECK(key.get_array().size() == cids.size());
  for (std::size_t i = 0; i < cids.size(); ++i) {
    RAAS_CHECK(key.at(i).as_object().size() == 1 && key.at(i).at("/") == cids[i].at("/"));
  }
  return 0;
}
