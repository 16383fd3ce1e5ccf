#include "adapters/lotus/decode.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// StateMinerPartitions: the runs of its bitfields are compared with plain sets, where they are
// small enough to be written out.

namespace json = boost::json;

namespace {

constexpr std::uint64_t numbers_max = 512;
constexpr std::size_t partitions_max = 8;

/// The set below numbers_max that an array of run lengths stands for.
std::vector<bool> written_out(const json::value& lengths) {
  std::vector<bool> numbers;
  bool is_in = false;
  for (const json::value& length : lengths.as_array()) {
    const auto room = numbers_max - numbers.size();
    numbers.resize(
        numbers.size() + std::min<std::uint64_t>(length.to_number<std::uint64_t>(), room), is_in);
    is_in = !is_in;
  }
  numbers.resize(numbers_max, false);
  return numbers;
}

std::vector<bool> united(const json::value& partitions, std::string_view name) {
  std::vector<bool> all(numbers_max, false);
  for (const json::value& partition : partitions.as_array()) {
    const auto one = written_out(partition.at(name));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = all[i] || one[i];
  }
  return all;
}

void compare(const raas::BitfieldRuns& runs, const std::vector<bool>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) RAAS_CHECK(runs.contains(i) == numbers[i]);
  std::uint64_t end = 0;
  bool is_first = true;
  for (const raas::NumberRange& range : runs.ranges()) {
    RAAS_CHECK(range.first < range.end && (is_first || range.first > end));
    end = range.end;
    is_first = false;
  }
}

/// Partitions with a length in each byte; a 0 begins the next one.
json::value partitions_of(std::string_view lengths) {
  json::array partitions;
  for (std::size_t at = 0; at <= lengths.size();) {
    const std::size_t end = std::min(lengths.find('\0', at), lengths.size());
    json::array runs{0};
    for (const char length : lengths.substr(at, end - at)) {
      runs.push_back(static_cast<std::uint8_t>(length));
    }
    partitions.push_back({{"AllSectors", runs},
                          {"LiveSectors", runs},
                          {"FaultySectors", {0}},
                          {"RecoveringSectors", {0}}});
    at = end + 1;
  }
  return partitions;
}

void compare(const json::value& partitions) {
  const auto sectors = raas::lotus::decode_partitions(partitions);
  if (!sectors) return;
  const bool has_partitions = partitions.is_array() && !partitions.get_array().empty();
  RAAS_CHECK(sectors->has_partitions == has_partitions);
  if (!has_partitions || partitions.get_array().size() > partitions_max) return;
  compare(sectors->all, united(partitions, "AllSectors"));
  compare(sectors->live, united(partitions, "LiveSectors"));
  compare(sectors->faulty, united(partitions, "FaultySectors"));
  compare(sectors->recovering, united(partitions, "RecoveringSectors"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t lengths_max = 64;
  if (const auto value = raas::fuzz::json_of(bytes, size)) {
    compare(*value);
  } else if (size <= lengths_max) {
    compare(partitions_of(raas::fuzz::text_of(bytes, size)));
  }
  return 0;
}
