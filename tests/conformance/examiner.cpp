#include "conformance/examiner.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <sstream>

namespace conformance {
namespace {

namespace json = boost::json;

constexpr std::int64_t mainnet_genesis_unix = 1598306400;
constexpr std::int64_t epoch_s = 30;
constexpr std::int64_t start_after_epochs = 8 * 2880;
constexpr std::int64_t usual_deadline_ms = 200;
constexpr std::int64_t asked_deadline_ms = 2000;
constexpr std::int64_t late_ms_max = 1000;
constexpr std::chrono::milliseconds wake_after{100};
constexpr int pumps_waited_max = 50;  // Ten seconds at most.
constexpr std::uint32_t on_chain = RAAS_DEAL_HAS_DEAL_ID | RAAS_DEAL_HAS_CLAIM_ID;

std::string word(const json::object& config, std::string_view key) {
  const auto* value = config.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string joined(const std::set<std::uint64_t>& numbers) {
  std::string text;
  for (const auto number : numbers) text += std::to_string(number) + " ";
  return text;
}

std::set<std::uint64_t> numbers_of(const std::string& text) {
  std::set<std::uint64_t> numbers;
  std::istringstream words(text);
  for (std::uint64_t number = 0; words >> number;) numbers.insert(number);
  return numbers;
}

void block_all_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Examiner::Examiner(const raas_host_table* host) {
  host_.host = host;
}

Examiner::~Examiner() {
  if (waker_.joinable()) waker_.join();
  if (phase_ == Phase::created || phase_ == Phase::ready) return;
  finish();
}

Examiner::Call::Call(Examiner& examiner)
    : examiner_(examiner), before_(examiner.inside_.exchange(std::this_thread::get_id())) {
  if (before_ == std::thread::id()) return;
  const bool is_nested = before_ == std::this_thread::get_id();
  (is_nested ? examiner_.has_nested_ : examiner_.has_overlapped_).store(true);
}

Examiner::Call::~Call() {
  examiner_.inside_.store(before_);
}

void Examiner::expect_phase(bool is_allowed, const char* call) {
  report_.expect("life_is_in_order", is_allowed, std::string(call) + " came in the wrong state");
}

raas_status Examiner::init(const raas_init& params, std::string& ret_why) {
  expect_phase(phase_ == Phase::created, "init");
  const std::string folder = text_of(params.state_dir);
  host_.deals = static_cast<const raas_host_deals*>(
      host_.host->get_extension(host_.host->ctx, RAAS_HOST_DEALS_ID));
  host_.data = static_cast<const raas_host_data*>(
      host_.host->get_extension(host_.host->ctx, RAAS_HOST_DATA_ID));
  if (host_.deals == nullptr || host_.data == nullptr) {
    ret_why = "the host lacks " RAAS_HOST_DEALS_ID " or " RAAS_HOST_DATA_ID;
    return RAAS_E_UNSUPPORTED;
  }
  boost::system::error_code failure;
  const std::string text = text_of(params.config);
  const auto config = json::parse(text.empty() ? "{}" : text, failure);
  if (failure || !config.is_object()) {
    ret_why = "config: not a JSON object";
    return RAAS_E_INVALID;
  }
  genesis_unix_ = mainnet_genesis_unix;
  const auto* genesis = config.get_object().if_contains("genesis_unix");
  if (genesis != nullptr && genesis->is_int64()) genesis_unix_ = genesis->get_int64();
  std::error_code gone;
  const bool is_usable = !folder.empty() && folder.front() == '/' &&
                         std::filesystem::is_directory(folder, gone) &&
                         ::access(folder.c_str(), R_OK | W_OK | X_OK) == 0;
  if (!is_usable) {
    ret_why = "state_dir: \"" + folder + "\" is not an absolute path of a folder to write to";
    return RAAS_E_INTERNAL;
  }
  report_.open(folder);
  cid_ = report_.remembered("payload_cid");
  if (cid_.empty()) cid_ = word(config.get_object(), "payload_cid");
  if (!report_.remembered("is_restart_wanted").empty()) step_ = Step::survivors;
  report_.expect("init_is_complete", params.now.struct_size >= sizeof(raas_tick),
                 "init: now has no struct_size");
  wake_ = params.wake;
  wake_ctx_ = params.wake_ctx;
  wake_fd_ = params.wake_fd;
  monotonic_ms_ = params.now.monotonic_ms;
  phase_ = Phase::ready;
  return RAAS_OK;
}

raas_status Examiner::start(const raas_tick& now) {
  expect_phase(phase_ == Phase::ready, "start");
  look_at_time(now);
  phase_ = Phase::running;
  host_.log(RAAS_LOG_INFO, "conformance_started", step_ == Step::survivors ? "life=2" : "life=1");
  return RAAS_OK;
}

raas_status Examiner::stop(const raas_tick& now) {
  expect_phase(phase_ == Phase::running, "stop");
  look_at_time(now);
  phase_ = Phase::draining;
  return RAAS_OK;
}

void Examiner::look_at_time(const raas_tick& now) {
  report_.expect("time_does_not_run_back", now.monotonic_ms >= monotonic_ms_,
                 "monotonic_ms ran from " + std::to_string(monotonic_ms_) + " to " +
                     std::to_string(now.monotonic_ms));
  monotonic_ms_ = std::max(monotonic_ms_, now.monotonic_ms);
}

void Examiner::look_at_wake() {
  if (is_wake_done_) return;
  if (wake_ == nullptr && wake_fd_ < 0) {
    is_wake_done_ = true;  // A host that polls: nothing can be asked of it.
    return report_.pass("wake_is_followed_by_a_pump");
  }
  if (!waker_.joinable()) {
    waker_ = std::thread([this] {
      block_all_signals();
      std::this_thread::sleep_for(wake_after);
      woken_at_ns_.store(Clock::now().time_since_epoch().count());
      const char byte = 1;
      if (wake_ != nullptr) {
        wake_(wake_ctx_);
      } else {
        [[maybe_unused]] const auto written = ::write(wake_fd_, &byte, 1);
      }
    });
    return;
  }
  const auto woken_at = woken_at_ns_.load();
  if (woken_at == 0) return;
  is_wake_done_ = true;
  const auto passed = Clock::now() - Clock::time_point(Clock::duration(woken_at));
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
  report_.expect(
      "wake_is_followed_by_a_pump", ms <= late_ms_max,
      "the pump came " + std::to_string(ms) + " ms after the wake, expected 1000 at most");
}

void Examiner::look_at_deadline(const raas_tick& now) {
  // Only once the wake is done: it brings a pump of its own.
  if (is_deadline_done_ || !is_wake_done_) return;
  if (!deadline_ms_) {
    deadline_ms_ = now.monotonic_ms + asked_deadline_ms;
    deadline_set_at_ = Clock::now();
    return;
  }
  if (now.monotonic_ms < *deadline_ms_) return;
  is_deadline_done_ = true;
  const auto passed =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - deadline_set_at_);
  // A simulating host may be late by its own clock, or by the real one, but not by both.
  const auto late_ms =
      std::min<std::int64_t>(now.monotonic_ms - *deadline_ms_, passed.count() - asked_deadline_ms);
  report_.expect("deadline_is_kept", late_ms <= late_ms_max,
                 "the pump came " + std::to_string(late_ms) + " ms after the deadline");
}

raas_status Examiner::pump(const raas_tick& now, raas_pump_result& ret) {
  expect_phase(phase_ == Phase::running || phase_ == Phase::draining, "pump");
  look_at_time(now);
  look_at_wake();
  look_at_deadline(now);
  if (phase_ == Phase::running) take_step(now);
  for (const char* check : {"calls_are_serial", "calls_do_not_nest", "life_is_in_order"}) {
    report_.pass(check);
  }
  report_.expect("calls_are_serial", !has_overlapped_.load(), "calls of two threads overlap");
  report_.expect("calls_do_not_nest", !has_nested_.load(),
                 "the host calls the plugin from inside of a function of its own");
  report_.save();
  tell_news();
  ret.flags = phase_ == Phase::draining ? static_cast<std::uint32_t>(RAAS_PUMP_DRAINED) : 0U;
  const bool is_waiting_for_wake = !is_wake_done_ && waker_.joinable();
  const bool is_waiting_for_deadline = deadline_ms_ && !is_deadline_done_;
  ret.next_deadline_ms = now.monotonic_ms + usual_deadline_ms;
  if (is_waiting_for_wake) ret.next_deadline_ms = now.monotonic_ms + 60000;
  if (is_waiting_for_deadline) ret.next_deadline_ms = *deadline_ms_;
  ret.hooks_durable_seq = durable_seq_;
  return RAAS_OK;
}

void Examiner::take_step(const raas_tick& now) {
  switch (step_) {
    case Step::refusals:
      look_at_refusals(host_, report_);
      step_ = Step::find_data;
      return;
    case Step::find_data: return find_data();
    case Step::fetch: return fetch_data(now);
    case Step::requests:
      look_at_requests(host_, terms(), report_);
      look_at_release(host_, handle_, report_);
      step_ = Step::events;
      return;
    case Step::events: return wait_for_events();
    case Step::restart: return;
    case Step::survivors:
      look_at_survivors(host_, terms(), report_);
      step_ = Step::told_again;
      return;
    case Step::told_again: return wait_for_events_told_again();
    case Step::done: return;
  }
}

void Examiner::find_data() {
  if (cid_.empty()) {
    raas_deal_page page{};
    page.struct_size = sizeof page;
    const auto status = host_.deals->list_deals(host_.deals->ctx, {nullptr, 0}, 0, &page, nullptr);
    if (status == RAAS_OK && page.count > 0) cid_ = text_of(page.deals->payload_cid);
  }
  if (!cid_.empty()) step_ = Step::fetch;
}

void Examiner::fetch_data(const raas_tick& now) {
  const raas_host_data& data = *host_.data;
  if (fetch_id_ == 0) {
    const auto status = data.fetch(data.ctx, str(cid_), nullptr, 0, &fetch_id_, nullptr);
    const bool is_later = status == RAAS_E_RETRY || status == RAAS_E_BUSY;
    report_.expect("data_is_fetched_and_read", status == RAAS_OK || is_later,
                   "fetch of " + cid_ + ": status " + std::to_string(status));
    return;
  }
  raas_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  const auto status = data.get_fetch(data.ctx, fetch_id_, &fetch, nullptr);
  report_.expect("data_is_fetched_and_read", status == RAAS_OK,
                 "get_fetch: status " + std::to_string(status));
  if (status != RAAS_OK || fetch.state == RAAS_FETCH_FAILED) {
    fetch_id_ = 0;  // Providers fail: again.
    return;
  }
  if (fetch.state != RAAS_FETCH_READY) return;
  look_at_data(host_, fetch, report_);
  handle_ = fetch.data_handle;
  report_.expect("data_is_fetched_and_read", handle_ != 0, "READY without a handle");
  report_.remember("payload_cid", cid_);
  report_.remember(
      "start_epoch_max",
      std::to_string((now.unix_ms / 1000 - genesis_unix_) / epoch_s + start_after_epochs));
  step_ = Step::requests;
}

Terms Examiner::terms() const {
  Terms terms;
  terms.key = "conformance/1/" + std::string(120 - 6, 'k');  // 128: the longest that is allowed.
  terms.payload_cid = cid_;
  terms.data_handle = handle_;
  terms.start_epoch_max = std::strtoll(report_.remembered("start_epoch_max").c_str(), nullptr, 10);
  return terms;
}

raas_status Examiner::on_events(const Told& told) {
  expect_phase(phase_ == Phase::running || phase_ == Phase::draining, "a hook");
  const raas_status status = events_.take(told);
  if (cid_.empty()) cid_ = events_.payload_cid();
  return status;
}

void Examiner::wait_for_events() {
  if (events_.deal_seqs().empty() || !is_wake_done_ || !is_deadline_done_) return;
  raas_deal made{};
  made.struct_size = sizeof made;
  const auto id = std::strtoull(report_.remembered("request_id").c_str(), nullptr, 10);
  const auto status = host_.deals->get_request(host_.deals->ctx, id, &made, nullptr);
  const bool is_made = status == RAAS_OK && (made.flags & on_chain) != 0;
  const bool is_over = status != RAAS_OK || (made.state & RAAS_DEAL_TERMINAL) != 0;
  const bool is_fetch_told = events_.has_told(Hook::data_update, fetch_id_);
  const bool is_deal_told = events_.has_told(Hook::deal_created, id) ||
                            (!is_made && events_.has_told(Hook::deal_created));
  const bool is_all_told = is_fetch_told && (is_deal_told || (is_over && !is_made));
  if (!is_all_told && (is_made || is_over || !is_fetch_told)) ++pumps_waited_;
  if (!is_all_told && pumps_waited_ < pumps_waited_max) return;
  report_.expect("fetches_are_told", is_fetch_told,
                 "a fetch is READY, and on_data_update() did not tell so");
  report_.expect("deals_are_told_as_made", is_deal_told || !is_made,
                 "a deal is made, and on_deal_created() did not tell so");
  if (status == RAAS_OK) look_at_exclusion(host_, terms(), text_of(made.provider), report_);
  want_restart();
}

void Examiner::want_restart() {
  report_.remember("deal_seqs", joined(events_.deal_seqs()));
  report_.remember("is_restart_wanted", "yes");
  step_ = Step::restart;
  report_.save();  // First: whoever reads the line may kill the host at once.
  host_.log(RAAS_LOG_WARN, "restart_wanted", "because=\"what survives it is to be looked at\"");
}

void Examiner::wait_for_events_told_again() {
  const auto expected = numbers_of(report_.remembered("deal_seqs"));
  const auto& told = events_.deal_seqs();
  if (told.empty() || *told.rbegin() < *expected.rbegin()) return;
  report_.expect("events_come_again_after_a_restart",
                 std::includes(told.begin(), told.end(), expected.begin(), expected.end()),
                 "of events " + joined(expected) + "only " + joined(told) + "came again");
  durable_seq_ = events_.seq();
  step_ = Step::done;
  report_.save();
  host_.log(RAAS_LOG_INFO, "conformance_done", "stop and destroy are all that is left to be seen");
}

void Examiner::tell_news() {
  for (const std::string& line : report_.take_news()) {
    host_.log(RAAS_LOG_HOST_MISUSE, "conformance_failed", line);
  }
}

void Examiner::finish() {
  report_.save();
  tell_news();
  if (step_ == Step::restart) return;
  host_.log(RAAS_LOG_INFO, "conformance_result", report_.last_line());
}

raas_status Examiner::handle(const raas_tick& now, raas_api_response& ret) {
  expect_phase(phase_ == Phase::running || phase_ == Phase::draining, "handle");
  look_at_time(now);
  body_ = report_.json();
  field_ = {str("Content-Type"), str("application/json")};
  ret.status = 200;
  ret.headers = &field_;
  ret.header_count = 1;
  ret.body = str(body_);
  return RAAS_OK;
}

}  // namespace conformance
