#include "adapters/evm/registration_follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

namespace raas::evm {
namespace json = boost::json;
namespace {

std::string text_or_empty(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Result of an eth_call in binary; empty if there is none.
std::string bytes_in_result(const EthAnswer& answer) {
  if (!answer || !answer->is_string()) return {};
  return unhex(answer->get_string()).value_or("");
}

/// Whether a contract was asked for something that it does not have.
bool has_no_such_function(const EthAnswer& answer) {
  if (answer) return bytes_in_result(answer).empty();
  return answer.error().trouble == EthTrouble::reverted;
}

}  // namespace

RegistrationFollower::RegistrationFollower(Transport& transport, FollowerOptions options)
    : caller_(transport, options.timeout_ms),
      options_(std::move(options)),
      range_size_(options_.range_max) {
  if (!options_.from_height) return;
  cursor_ = FollowCursor(*options_.from_height - 1);
  is_fresh_ = false;
}

std::string RegistrationFollower::cursor_name() const {
  return "registrations " + options_.contract;
}

Status RegistrationFollower::resume(const std::string& cursor) {
  auto parsed = FollowCursor::parse(cursor);
  if (!parsed) return std::move(parsed).error();
  cursor_ = *std::move(parsed);
  health_.followed_to = cursor_.height();
  is_fresh_ = cursor_.height() == no_epoch && !options_.from_height;
  return {};
}

RegistrationNews RegistrationFollower::advance(Now now) {
  now_ = now;
  if (const auto answer = caller_.take(now)) take(*answer);
  if (!caller_.is_asking() && now.monotonic_ms >= due_ms_) begin();
  health_.is_asking = caller_.is_asking();
  news_.next_monotonic_ms = due_ms_;
  return std::exchange(news_, {});
}

void RegistrationFollower::begin() {
  ask(Step::finalized, "eth_getBlockByNumber", R"(["finalized",false])");
}

void RegistrationFollower::ask(Step step, std::string_view method, const std::string& params) {
  step_ = step;
  const auto sent = caller_.ask(method, params, now_);
  if (!sent) {
    fail(sent.error().text());
    return;
  }
  due_ms_ = caller_.deadline_ms();
}

void RegistrationFollower::call_contract(Step step, const std::string& data) {
  ask(step, "eth_call",
      fmt::format(R"([{{"to":"{}","data":"{}"}},"{}"])", options_.contract, hex_of(data),
                  quantity_of(static_cast<std::uint64_t>(range_.to))));
}

void RegistrationFollower::take(const EthAnswer& answer) {
  if (!answer && answer.error().trouble == EthTrouble::no_answer) {
    fail(answer.error().text);
    return;
  }
  switch (step_) {
    case Step::idle: return;
    case Step::finalized: take_finalized(answer); return;
    case Step::checkpoint: take_checkpoint(answer); return;
    case Step::logs: take_logs(answer); return;
    case Step::requests: take_requests(answer); return;
    case Step::cids: take_cids(answer); return;
  }
}

void RegistrationFollower::take_finalized(const EthAnswer& answer) {
  const json::object* const block = answer ? answer->if_object() : nullptr;
  const auto height = block ? number_in_quantity(text_or_empty(*block, "number")) : std::nullopt;
  if (!height || text_or_empty(*block, "hash").size() != 66) {
    fail("finalized block: " + (answer ? "found no block" : answer.error().text));
    return;
  }
  target_ = {static_cast<Epoch>(*height), text_or_empty(*block, "hash")};
  health_.finalized = target_.height;
  check_witness();
}

/// A node that is behind has nothing to tell, and nothing to say against what was told.
void RegistrationFollower::check_witness() {
  const Checkpoint& witness = cursor_.witness();
  if (target_.height < std::max(cursor_.height(), witness.height)) {
    finish_pass();
  } else if (witness.height == no_epoch) {
    read_next_range();
  } else {
    ask(Step::checkpoint, "eth_getBlockByNumber",
        fmt::format(R"(["{}",false])", quantity_of(static_cast<std::uint64_t>(witness.height))));
  }
}

void RegistrationFollower::take_checkpoint(const EthAnswer& answer) {
  const bool is_gone = !answer && answer.error().trouble == EthTrouble::null_round;
  const bool is_too_old = !answer && answer.error().trouble == EthTrouble::out_of_reach;
  const json::object* const block = answer ? answer->if_object() : nullptr;
  if (block == nullptr && !is_gone && !is_too_old) {
    fail("checkpoint: " + (answer ? "found no block" : answer.error().text));
    return;
  }
  if (is_gone || (block != nullptr && text_or_empty(*block, "hash") != cursor_.witness().hash)) {
    rewind();
  } else {
    read_next_range();
  }
}

void RegistrationFollower::rewind() {
  ++health_.rewinds;
  cursor_.rewind(options_.from_height.value_or(0) - 1);
  is_fresh_ = cursor_.height() == no_epoch && !options_.from_height;
  const std::uint64_t next_id = cursor_.next_id();
  news_.withdrawn_from = std::min(news_.withdrawn_from.value_or(next_id), next_id);
  std::erase_if(news_.registrations,
                [next_id](const Registration& told) { return told.request_id >= next_id; });
  news_.cursor = cursor_.text();
  health_.followed_to = cursor_.height();
  check_witness();
}

void RegistrationFollower::read_next_range() {
  found_.clear();
  logs_were_read_ = false;
  if (is_fresh_) {
    ask_contract(target_.height);
    return;
  }
  if (cursor_.height() == target_.height) {
    finish_pass();
    return;
  }
  range_ = {cursor_.height() + 1, std::min(target_.height, cursor_.height() + range_size_)};
  ask(Step::logs, "eth_getLogs",
      fmt::format(R"([{{"fromBlock":"{}","toBlock":"{}","address":"{}","topics":[["{}","{}"]]}}])",
                  quantity_of(static_cast<std::uint64_t>(range_.from)),
                  quantity_of(static_cast<std::uint64_t>(range_.to)), options_.contract,
                  topic_request, topic_request_with_raas));
}

void RegistrationFollower::take_logs(const EthAnswer& answer) {
  if (!answer) {
    switch (answer.error().trouble) {
      case EthTrouble::too_much: read_less(); return;
      case EthTrouble::out_of_reach: ask_contract(target_.height); return;
      case EthTrouble::not_yet:
      case EthTrouble::no_answer:
      case EthTrouble::null_round:
      case EthTrouble::reverted:
      case EthTrouble::refused: fail("logs: " + answer.error().text); return;
    }
  }
  auto logs = read_request_logs(*answer, options_.contract, range_);
  if (!logs) {
    fail(logs.error().text());
    return;
  }
  health_.logs_unreadable += logs->unreadable;
  logs_were_read_ = true;
  for (Registration& each : logs->registrations) {
    const std::uint64_t id = each.request_id;
    if (id >= cursor_.next_id()) found_.emplace(id, std::move(each));
  }
  if (has_gap() || is_check_due()) {
    ask_contract(range_.to);
  } else {
    accept_range();
  }
}

/// No gap shows that the newest log is missing.
bool RegistrationFollower::is_check_due() {
  return range_.to == target_.height && ++readings_ >= options_.readings_per_check;
}

bool RegistrationFollower::has_gap() const {
  return !found_.empty() && found_.rbegin()->first - cursor_.next_id() + 1 != found_.size();
}

void RegistrationFollower::read_less() {
  const Epochs size = range_.to - range_.from + 1;
  if (size == 1) {
    ask_contract(range_.to);
    return;
  }
  range_size_ = size / 2;
  read_next_range();
}

void RegistrationFollower::ask_contract(Epoch to) {
  readings_ = 0;
  range_ = {cursor_.height() + 1, to};
  page_from_ = cursor_.next_id();
  call_contract(Step::requests, call_get_requests(page_from_, options_.requests_per_page));
}

void RegistrationFollower::take_requests(const EthAnswer& answer) {
  if (has_no_such_function(answer) && logs_were_read_ && !has_gap()) {
    accept_range();
    return;
  }
  if (has_no_such_function(answer)) {
    call_contract(Step::cids, call_get_all_cids());
    return;
  }
  if (!answer && answer.error().trouble == EthTrouble::out_of_reach &&
      range_.to != target_.height) {
    ask_contract(target_.height);
    return;
  }
  const std::string result = bytes_in_result(answer);
  const auto records = answer ? decode_requests(result, options_.requests_per_page)
                              : Error(Code::unavailable, answer.error().text);
  if (!records) {
    fail("getRequests: " + records.error().text());
    return;
  }
  for (const RequestRecord& record : *records) {
    const std::uint64_t id = page_from_++;
    found_.try_emplace(
        id, registration_of(id, record.cid, record.thresholds, static_cast<Epoch>(record.epoch)));
  }
  if (records->size() == options_.requests_per_page) {
    call_contract(Step::requests, call_get_requests(page_from_, options_.requests_per_page));
  } else {
    accept_range();
  }
}

/// The contracts that are deployed have no more than this: what was wished for beside the CID is
/// lost, and the config's terms hold.
void RegistrationFollower::take_cids(const EthAnswer& answer) {
  const std::string result = bytes_in_result(answer);
  const auto cids = answer ? decode_cids(result) : Error(Code::unavailable, answer.error().text);
  if (!cids) {
    if (logs_were_read_ && has_no_such_function(answer)) {
      accept_range();
    } else {
      fail("getAllCIDs: " + cids.error().text());
    }
    return;
  }
  for (std::uint64_t id = cursor_.next_id(); id <= cids->size(); ++id) {
    found_.try_emplace(id, registration_of(id, (*cids)[id - 1], std::nullopt, no_epoch));
  }
  accept_range();
}

void RegistrationFollower::accept_range() {
  std::uint64_t next_id = cursor_.next_id();
  for (auto& [id, registration] : found_) {
    health_.requests_missing += id - next_id;
    next_id = id + 1;
    news_.registrations.push_back(std::move(registration));
  }
  if (range_.to == target_.height) {
    cursor_.pass({.height = target_.height, .hash = target_.hash, .next_id = next_id});
  } else {
    cursor_.advance_to(range_.to, next_id,
                       {.height = target_.height, .hash = target_.hash, .next_id = next_id});
  }
  is_fresh_ = false;
  news_.cursor = cursor_.text();
  health_.followed_to = cursor_.height();
  range_size_ = std::min(options_.range_max, range_size_ * 2);
  read_next_range();
}

void RegistrationFollower::finish_pass() {
  step_ = Step::idle;
  backoff_ms_ = 0;
  health_.because.clear();
  due_ms_ = now_.monotonic_ms + options_.poll_ms;
}

void RegistrationFollower::fail(std::string because) {
  step_ = Step::idle;
  health_.because = std::move(because);
  backoff_ms_ = std::clamp(2 * backoff_ms_, options_.backoff_ms_min, options_.backoff_ms_max);
  due_ms_ = now_.monotonic_ms + backoff_ms_;
}

}  // namespace raas::evm
