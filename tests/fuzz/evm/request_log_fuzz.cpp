#include "adapters/evm/request_log.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <string>

#include "base/check.h"
#include "fuzz/evm/allocations.h"
#include "fuzz/support/json_input.h"

// The reply to eth_getLogs, taken whole. Each id comes once, rising, stands in the reply as it was
// read, and either means something or has a reason why not; and the room that is asked for follows
// the reply's size.

namespace json = boost::json;
namespace evm = raas::evm;

namespace {

constexpr std::string_view contract = "0x4015c3e5453d38df71539c0f7440603c69784d7a";
constexpr evm::HeightRange range{16, 255};
constexpr std::size_t small = 512;  ///< The texts of errors.

std::string lower_case(const json::value& text) {
  std::string lower(text.as_string());
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

/// A quantity or a word, without the zeros that say nothing.
std::string digits_of(const json::value& number) {
  const std::string text = lower_case(number);
  const auto first = text.find_first_not_of('0', 2);
  return first == std::string::npos ? std::string() : text.substr(first);
}
std::string digits_of(std::uint64_t number) {
  return digits_of(json::value(evm::quantity_of(number)));
}

bool is_removed(const json::object& log) {
  const json::value* const removed = log.if_contains("removed");
  return removed != nullptr && *removed == true;
}

bool is_word(const json::value& text) {
  return text.is_string() && text.get_string().starts_with("0x");
}

/// Whether a log of a reply that was read tells of a request with this id.
bool tells_of(const json::value& entry, std::uint64_t id) {
  const json::object& log = entry.as_object();
  const json::value* const topics = log.if_contains("topics");
  if (is_removed(log) || topics == nullptr || !topics->is_array()) return false;
  const json::array& words = topics->get_array();
  if (words.size() != 2 || !is_word(words[0]) || !is_word(words[1])) return false;
  const std::string topic = lower_case(words[0]);
  return (topic == evm::topic_request || topic == evm::topic_request_with_raas) &&
         words[1].get_string().size() == topic.size() && digits_of(words[1]) == digits_of(id);
}

void check(const evm::RequestLogs& logs, const json::value& reply) {
  std::uint64_t last = 0;
  for (const raas::Registration& each : logs.registrations) {
    RAAS_CHECK(each.request_id > last);
    last = each.request_id;
    RAAS_CHECK(each.payload.empty() <= !each.refusal.empty());
    RAAS_CHECK(each.height >= range.from && each.height <= range.to);
    const json::array& all = reply.as_array();
    const auto* const first = std::find_if(
        all.begin(), all.end(), [last](const json::value& entry) { return tells_of(entry, last); });
    RAAS_CHECK(first != all.end());
    RAAS_CHECK(lower_case(first->at("address")) == contract);
    RAAS_CHECK(digits_of(first->at("blockNumber")) ==
               digits_of(static_cast<std::uint64_t>(each.height)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto reply = raas::fuzz::json_of(bytes, size);
  if (!reply) return 0;
  std::size_t largest = 0;
  {
    const raas::fuzz::Allocations allocations;
    const auto logs = evm::read_request_logs(*reply, contract, range);
    largest = allocations.largest();
    if (logs) check(*logs, *reply);
  }
  RAAS_CHECK(largest <= std::max(size, small));
  return 0;
}
