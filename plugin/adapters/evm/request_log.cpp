#include "adapters/evm/request_log.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <map>
#include <optional>

#include "adapters/evm/request_cid.h"

namespace raas::evm {
namespace json = boost::json;
namespace {

Error wrong_logs(std::string what) {
  return Error(Code::corrupt, "eth_getLogs: " + std::move(what));
}

std::optional<std::string_view> text_in(const json::object& log, std::string_view key) {
  const json::value* const value = log.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

/// Where the log says that it is; an error if it is not what was asked for.
Result<Epoch> height_of(const json::object& log, std::string_view contract,
                        const HeightRange& range) {
  const auto address = text_in(log, "address");
  if (!address || lower_case(*address) != contract) {
    return wrong_logs("address: found \"" + std::string(address.value_or("").substr(0, 42)) +
                      "\", expected " + std::string(contract));
  }
  const auto quantity = text_in(log, "blockNumber");
  const auto height = quantity ? number_in_quantity(*quantity) : std::nullopt;
  if (!height || *height < static_cast<std::uint64_t>(range.from) ||
      *height > static_cast<std::uint64_t>(range.to)) {
    return wrong_logs("blockNumber: found \"" + std::string(quantity.value_or("").substr(0, 20)) +
                      "\", expected " + quantity_of(static_cast<std::uint64_t>(range.from)) +
                      " to " + quantity_of(static_cast<std::uint64_t>(range.to)));
  }
  return static_cast<Epoch>(*height);
}

bool is_removed(const json::object& log) {
  const json::value* const removed = log.if_contains("removed");
  return removed != nullptr && removed->is_bool() && removed->get_bool();
}

/// In binary; nothing if there is anything but texts of 32 bytes.
std::optional<std::vector<std::string>> topics_in(const json::object& log) {
  const json::value* const found = log.if_contains("topics");
  if (found == nullptr || !found->is_array()) return std::nullopt;
  std::vector<std::string> topics;
  for (const json::value& topic : found->get_array()) {
    const auto bytes = topic.is_string() ? unhex(topic.get_string()) : std::nullopt;
    if (!bytes || bytes->size() != word_size) return std::nullopt;
    topics.push_back(*bytes);
  }
  return topics;
}

/// The id, if the log is of the right shape up to there.
std::optional<std::uint64_t> id_in(const std::vector<std::string>& topics) {
  if (topics.size() != 2) return std::nullopt;
  Word word;
  std::copy(topics[1].begin(), topics[1].end(), word.begin());
  const auto id = number_in(word);
  return id == std::uint64_t{0} ? std::nullopt : id;
}

/// Nothing if it tells no id.
std::optional<Registration> registration_in(const json::object& log, Epoch height) {
  const auto topics = topics_in(log);
  const auto id = topics ? id_in(*topics) : std::nullopt;
  if (!id) return std::nullopt;
  const auto data = unhex(text_in(log, "data").value_or(""));
  const auto event = decode_request(*topics, data.value_or(""));
  if (event) return registration_of(*id, event->cid, event->thresholds, height);
  if (event.error().code() == Code::not_found) return std::nullopt;
  return Registration{.request_id = *id,
                      .cid_bytes = {},
                      .payload = {},
                      .thresholds = {},
                      .height = height,
                      .refusal = event.error().text()};
}

/// Thresholds as numbers, or which of them does not fit.
Result<RegistrationThresholds> numbers_of(const Thresholds& words) {
  RegistrationThresholds numbers;
  const auto take = [](std::string_view which, const Word& word, std::uint64_t& into) -> Status {
    const auto number = number_in(word);
    if (!number) {
      return Error(Code::invalid_input, std::string(which) + ": found " + decimal_of(word) +
                                            ", expected less than 2^64");
    }
    into = *number;
    return {};
  };
  if (auto fits = take("replication", words.replication, numbers.replication); !fits) {
    return std::move(fits).error();
  }
  if (auto fits = take("repair", words.repair, numbers.repair_epochs); !fits) {
    return std::move(fits).error();
  }
  if (auto fits = take("renew", words.renew, numbers.renew_epochs); !fits) {
    return std::move(fits).error();
  }
  return numbers;
}

}  // namespace

Registration registration_of(std::uint64_t id, std::string_view cid,
                             const std::optional<Thresholds>& thresholds, Epoch height) {
  Registration made{.request_id = id,
                    .cid_bytes = std::string(cid),
                    .payload = {},
                    .thresholds = {},
                    .height = height,
                    .refusal = {}};
  if (auto payload = cid_of_request(cid)) {
    made.payload = *std::move(payload);
  } else {
    made.refusal = payload.error().text();
  }
  if (!thresholds) return made;
  if (const auto numbers = numbers_of(*thresholds)) {
    made.thresholds = *numbers;
  } else if (made.refusal.empty()) {
    made.refusal = numbers.error().text();
  }
  return made;
}

Result<RequestLogs> read_request_logs(const json::value& result, std::string_view contract,
                                      const HeightRange& range) {
  RequestLogs logs;
  if (result.is_null()) return logs;
  const json::array* const array = result.if_array();
  if (array == nullptr) return wrong_logs("found no array");
  std::map<std::uint64_t, Registration> first;  // of each id
  for (const json::value& entry : *array) {
    const json::object* const log = entry.if_object();
    if (log == nullptr) return wrong_logs("found an entry that is no object");
    const auto height = height_of(*log, contract, range);
    if (!height) return Error(height.error());
    if (is_removed(*log)) continue;
    if (auto registration = registration_in(*log, *height)) {
      const std::uint64_t id = registration->request_id;
      first.try_emplace(id, *std::move(registration));
    } else {
      ++logs.unreadable;
    }
  }
  logs.registrations.reserve(first.size());
  for (auto& [id, registration] : first) logs.registrations.push_back(std::move(registration));
  return logs;
}

}  // namespace raas::evm
