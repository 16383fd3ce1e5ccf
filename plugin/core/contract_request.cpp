#include "core/contract_request.h"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace raas {
namespace {

constexpr std::string_view version = "1";
constexpr std::string_view nothing = "-";
constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t address_length = 42;
constexpr std::size_t address_in_key = 8;  ///< Digits: keys have a longest length.

std::string_view take(std::string_view& text) {
  const auto end = text.find(' ');
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || text.empty()) return {};
  return number;
}

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += hex_digits[static_cast<unsigned char>(byte) >> 4U];
    text += hex_digits[static_cast<unsigned char>(byte) & 15U];
  }
  return text.empty() ? std::string(nothing) : text;
}

std::optional<std::string> bytes_of(std::string_view text) {
  std::string bytes;
  if (text == nothing) return bytes;
  if (text.size() % 2 != 0) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const auto high = hex_digits.find(text[at]);
    const auto low = hex_digits.find(text[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(16 * high + low);
  }
  return bytes;
}

Error wrong_row(std::string_view name, std::string_view text) {
  return Error(Code::corrupt,
               std::string(name) + ": found \"" + std::string(text.substr(0, 60)) + "\"");
}

constexpr std::array<std::string_view, 3> state_names = {"recorded", "final", "refused"};

std::optional<ReportState> state_of(std::string_view text) {
  for (std::size_t i = 0; i < state_names.size(); ++i) {
    if (state_names.at(i) == text) return static_cast<ReportState>(i);
  }
  return std::nullopt;
}

std::string_view standing_of(const ContractRequest& request) {
  if (!request.is_withdrawn) return "kept";
  return request.was_cancelled ? "withdrawn-cancelled" : "withdrawn";
}

}  // namespace

std::string_view name_of(ReportState state) {
  return state_names.at(static_cast<std::size_t>(state));
}

std::string ContractRequest::name() const {
  return std::string(request_name_prefix) + contract + ' ' + std::to_string(id);
}

std::string ContractRequest::text() const {
  return std::string(version) + ' ' + std::to_string(height) + ' ' + std::to_string(job) + ' ' +
         std::string(standing_of(*this)) + ' ' + hex_of(payload.bytes()) + ' ' + hex_of(cid_bytes) +
         ' ' + refusal;
}

Result<ContractRequest> ContractRequest::parse(std::string_view name, std::string_view text) {
  const std::string_view whole_name = name;
  const std::string_view whole_text = text;
  ContractRequest found;
  if (!name.starts_with(request_name_prefix)) return wrong_row(whole_name, whole_text);
  name.remove_prefix(request_name_prefix.size());
  found.contract = take(name);
  const auto id = number_of<std::uint64_t>(name);
  const bool is_known = take(text) == version;
  const auto height = number_of<Epoch>(take(text));
  const auto job = number_of<JobId>(take(text));
  const std::string_view kept = take(text);
  const auto payload = bytes_of(take(text));
  const auto cid_bytes = bytes_of(take(text));
  if (found.contract.size() != address_length || !id || !is_known || !height || !job || !payload ||
      !cid_bytes || (kept != "kept" && kept != "withdrawn" && kept != "withdrawn-cancelled")) {
    return wrong_row(whole_name, whole_text);
  }
  if (!payload->empty()) {
    auto cid =
        Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(payload->data()), payload->size()});
    if (!cid) return wrong_row(whole_name, whole_text);
    found.payload = *std::move(cid);
  }
  found.id = *id;
  found.height = *height;
  found.job = *job;
  found.is_withdrawn = kept != "kept";
  found.was_cancelled = kept == "withdrawn-cancelled";
  found.cid_bytes = *cid_bytes;
  found.refusal = text;
  return found;
}

std::string DealReport::name() const {
  return std::string(report_name_prefix) + contract + ' ' + std::to_string(request) + ' ' +
         std::to_string(deal);
}

std::string DealReport::text() const {
  return std::string(version) + ' ' + std::to_string(provider) + ' ' + std::string(name_of(state)) +
         ' ' + std::to_string(attempt) + ' ' + std::to_string(ask_after) + ' ' + because;
}

Result<DealReport> DealReport::parse(std::string_view name, std::string_view text) {
  const std::string_view whole_name = name;
  const std::string_view whole_text = text;
  DealReport found;
  if (!name.starts_with(report_name_prefix)) return wrong_row(whole_name, whole_text);
  name.remove_prefix(report_name_prefix.size());
  found.contract = take(name);
  const auto request = number_of<std::uint64_t>(take(name));
  const auto deal = number_of<DealId>(name);
  const bool is_known = take(text) == version;
  const auto provider = number_of<ActorId>(take(text));
  const auto state = state_of(take(text));
  const auto attempt = number_of<std::uint32_t>(take(text));
  const auto ask_after = number_of<Epoch>(take(text));
  if (found.contract.size() != address_length || !request || !deal || !is_known || !provider ||
      !state || !attempt || !ask_after) {
    return wrong_row(whole_name, whole_text);
  }
  found.request = *request;
  found.deal = *deal;
  found.provider = *provider;
  found.state = *state;
  found.attempt = *attempt;
  found.ask_after = *ask_after;
  found.because = text;
  return found;
}

std::string DealReport::key(std::string_view key_namespace) const {
  return std::string(key_namespace) + "/c/" + contract.substr(2, address_in_key) + '/' +
         std::to_string(request) + '/' + std::to_string(deal) + '/' + std::to_string(attempt);
}

}  // namespace raas
