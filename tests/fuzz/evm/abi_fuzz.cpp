#include <algorithm>

#include "adapters/evm/abi_writer.h"
#include "adapters/evm/deal_status_abi.h"
#include "adapters/evm/revert.h"
#include "base/check.h"
#include "fuzz/evm/allocations.h"
#include "fuzz/support/json_input.h"

// What a contract answers and logs. No offset and no length may lead out of the bytes that are
// there, nor make room for more than they are; and what is read has to be in them.

namespace evm = raas::evm;

namespace {

constexpr std::size_t page_size = 50;
constexpr std::size_t small = 512;  ///< The texts of errors.

bool is_within(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void read_events(std::string_view data) {
  const std::string id(evm::word_size, '\1');
  for (const std::string_view topic : {evm::topic_request, evm::topic_request_with_raas}) {
    const auto event = evm::decode_request({evm::unhex(topic).value(), id}, data);
    if (!event) continue;
    RAAS_CHECK(event->cid.size() <= data.size());
    RAAS_CHECK(event->thresholds.has_value() == (topic == evm::topic_request_with_raas));
  }
}

void read_results(std::string_view result) {
  if (const auto deals = evm::decode_deals(result)) {
    RAAS_CHECK(deals->size() * 2 * evm::word_size <= result.size());
    for (const evm::ReportedDeal& each : *deals) RAAS_CHECK(each.deal != 0 || each.miner != 0);
  }
  if (const auto cids = evm::decode_cids(result)) {
    RAAS_CHECK(cids->size() * evm::word_size <= result.size());
    for (const std::string_view cid : *cids) RAAS_CHECK(is_within(cid, result));
  }
  const evm::Revert revert = evm::decode_revert(result);
  for (const char c : revert.text) RAAS_CHECK(c >= ' ' && c < '\x7f');
}

/// Entries may share their bytes, so a page is what limits them.
void read_page(std::string_view result) {
  const auto requests = evm::decode_requests(result, page_size);
  if (!requests) return;
  RAAS_CHECK(requests->size() <= page_size);
  for (const evm::RequestRecord& each : *requests) RAAS_CHECK(is_within(each.cid, result));
}

/// The largest piece of memory that @p read asks for.
template <class Read>
std::size_t largest_of(Read read) {
  const raas::fuzz::Allocations allocations;
  read();
  return allocations.largest();
}

/// What we write ourselves is read back.
void write_and_read(std::string_view cid) {
  const std::string encoded = evm::AbiTuple().bytes(cid).number(3).number(2).number(1).encoded();
  const std::string id(evm::word_size, '\0');
  const auto event =
      evm::decode_request({evm::unhex(evm::topic_request_with_raas).value(), id}, encoded);
  RAAS_CHECK(event.has_value());
  RAAS_CHECK(event->cid == cid);
  RAAS_CHECK(event->thresholds->renew == evm::word_of(1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input = raas::fuzz::text_of(bytes, size);
  const std::size_t limit = std::max(size, small);
  constexpr std::size_t page_limit = 2 * page_size * sizeof(evm::RequestRecord);
  RAAS_CHECK(largest_of([input] { read_events(input); }) <= limit);
  RAAS_CHECK(largest_of([input] { read_results(input); }) <= limit);
  RAAS_CHECK(largest_of([input] { read_page(input); }) <= std::max(limit, page_limit));
  write_and_read(input);
  return 0;
}
