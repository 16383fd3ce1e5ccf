#include <algorithm>
#include <initializer_list>
#include <string>

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
constexpr std::size_t revert_text_max = 200;

std::string_view bytes_of(const evm::Word& word) {
  return {reinterpret_cast<const char*>(word.data()), word.size()};
}

bool has_length_before(std::string_view reply, std::size_t at, std::size_t length) {
  return at >= evm::word_size &&
         reply.substr(at - evm::word_size, evm::word_size) == bytes_of(evm::word_of(length));
}

/// Bytes that were read: of the reply, and with the word that tells their number in front of them.
bool is_read_from(std::string_view reply, std::string_view part) {
  if (part.data() < reply.data() || part.data() + part.size() > reply.data() + reply.size()) {
    return false;
  }
  return has_length_before(reply, static_cast<std::size_t>(part.data() - reply.data()),
                           part.size());
}

/// The same of bytes that were copied. Makes no copies itself: what is allocated is looked at.
bool is_copied_from(std::string_view reply, std::string_view part) {
  for (std::size_t at = reply.find(part); at != std::string_view::npos;
       at = reply.find(part, at + 1)) {
    if (has_length_before(reply, at, part.size())) return true;
  }
  return false;
}

/// Numbers that were read, whole: their words follow each other somewhere in the reply.
bool are_read_from(std::string_view reply, std::initializer_list<std::uint64_t> numbers) {
  std::string words;
  for (const std::uint64_t number : numbers) words += bytes_of(evm::word_of(number));
  return reply.find(words) != std::string_view::npos;
}

void read_events(std::string_view data) {
  const std::string id(evm::word_size, '\1');
  for (const std::string_view topic : {evm::topic_request, evm::topic_request_with_raas}) {
    const auto event = evm::decode_request({evm::unhex(topic).value(), id}, data);
    if (!event) continue;
    RAAS_CHECK(is_copied_from(data, event->cid));
    RAAS_CHECK(event->thresholds.has_value() == (topic == evm::topic_request_with_raas));
    if (!event->thresholds) continue;
    const evm::Thresholds& read = *event->thresholds;
    std::string words;
    for (const evm::Word& word : {read.replication, read.repair, read.renew}) {
      words += bytes_of(word);
    }
    RAAS_CHECK(data.substr(evm::word_size, words.size()) == words);
  }
}

void read_results(std::string_view result) {
  if (const auto deals = evm::decode_deals(result)) {
    RAAS_CHECK(deals->size() * 2 * evm::word_size <= result.size());
    for (const evm::ReportedDeal& each : *deals) {
      RAAS_CHECK(each.deal != 0 || each.miner != 0);
      RAAS_CHECK(are_read_from(result, {each.deal, each.miner}));
    }
  }
  if (const auto cids = evm::decode_cids(result)) {
    RAAS_CHECK(cids->size() * evm::word_size <= result.size());
    for (const std::string_view cid : *cids) RAAS_CHECK(is_read_from(result, cid));
  }
  const evm::Revert revert = evm::decode_revert(result);
  RAAS_CHECK(revert.text.size() <= revert_text_max);
  for (const char c : revert.text) RAAS_CHECK(c >= ' ' && c < '\x7f');
}

/// Entries may share their bytes, so a page is what limits them.
void read_page(std::string_view result, std::size_t count_max) {
  const auto requests = evm::decode_requests(result, count_max);
  if (!requests) return;
  RAAS_CHECK(requests->size() <= count_max);
  for (const evm::RequestRecord& each : *requests) {
    RAAS_CHECK(is_read_from(result, each.cid));
    RAAS_CHECK(are_read_from(result, {each.epoch}));
  }
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
  for (const std::size_t count_max : {std::size_t{0}, std::size_t{1}, page_size}) {
    RAAS_CHECK(largest_of([=] { read_page(input, count_max); }) <= std::max(limit, page_limit));
  }
  write_and_read(input);
  return 0;
}
