#include "adapters/lotus/caller.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace raas::lotus {
namespace {

/// Beyond the transport's own time-out, which is to strike first.
constexpr Millis patience_ms = 2000;
/// Waits up to this long happen within a tick.
constexpr Millis wait_max_ms = 60000;
/// Ids must pass through a double unchanged.
constexpr std::uint64_t id_max = (std::uint64_t{1} << 53) - 1;

/// Whether a node that was sent a batch does not know what that is: one response to all of it, or
/// none.
bool refuses_batches(const ReplyBody& body, std::uint64_t first_id, int http_status) {
  if (body.is_batch()) return false;
  if (!body.is_single()) return http_status == 400;
  const Answer answer = body.answer_to(first_id);
  return answer.has_value() || answer.error().trouble != Trouble::busy;
}

bool is_failure(const Call& call, const Answer& answer) {
  if (answer.has_value() || answer.error().trouble == Trouble::application) return false;
  const Trouble trouble = answer.error().trouble;
  const bool is_told = trouble == Trouble::no_such_method || trouble == Trouble::bad_request;
  return !(call.is_probe && is_told);
}

CallKind kind_of(const Call& call) {
  const bool is_long = call.method == Method::partitions && !call.is_probe;
  return is_long ? CallKind::long_answer : CallKind::ordinary;
}

}  // namespace

void Caller::queue(Call&& call) {
  queued_.push_back(std::move(call));
  send_full();
}

void Caller::advance(Now now, const Sink& sink, const IsEnough& is_enough) {
  now_ms_ = now.monotonic_ms;
  take_replies(now);
  while (!arrived_.empty() && !is_enough()) {
    Arrival& arrival = arrived_.front();
    if (!settle(arrival, sink, is_enough)) break;
    keep_spare(arrival);
    arrived_.pop_front();
    send_full();
  }
  for (auto at = in_flight_.begin(); at != in_flight_.end();) {
    if (at->second.give_up_ms > now.monotonic_ms) {
      ++at;
      continue;
    }
    const Request late = std::move(at->second);
    at = in_flight_.erase(at);
    pace_.was_too_slow();
    fail(late.calls, {Trouble::no_answer, "no reply within the time-out"}, sink);
  }
  send_queued(sink);
}

/// A reply that was read gives its memory to the next request, and the transport gives that of
/// requests to replies: memory that is freed and had anew for each is a third of its work.
void Caller::keep_spare(Arrival& arrival) {
  constexpr std::size_t bytes_max = std::size_t{256} << 10;
  auto& body = arrival.reply.body;
  if (body && body->capacity() <= bytes_max) spare_body_ = *std::move(body);
  spare_calls_ = std::move(arrival.request.calls);
  spare_calls_.clear();
  replies_.clear();
}

/// What has come and was not looked at takes a place as well.
bool Caller::has_room() const {
  return pace_.not_before_ms() <= now_ms_ && in_flight_.size() + arrived_.size() < pace_.requests();
}

void Caller::take_replies(Now now) {
  for (TransportReply& reply : transport_.take_replies()) {
    auto found = in_flight_.extract(reply.ticket);
    if (found.empty()) continue;
    Request& request = found.mapped();
    const Answered answered{.calls = request.calls.size(),
                            .took_ms = now.monotonic_ms - request.sent_ms,
                            .kind = kind_of(request.calls.front()),
                            .is_full = request.is_full};
    arrived_.push_back({std::move(request), std::move(reply), answered});
  }
}

/// The node is at work while replies are read and more is thought of. What cannot be sent here is
/// sent, or given up, by send_queued().
void Caller::send_full() {
  if (queued_.size() >= options_.calls_per_request_max && has_room()) {
    static_cast<void>(send_one());
  }
}

void Caller::send_queued(const Sink& sink) {
  const Millis wait_ms = pace_.not_before_ms() - now_ms_;
  if (wait_ms > wait_max_ms) {
    // So long a wait is for the next tick, which then knows what is due.
    const std::vector<Call> calls(queued_.begin(), queued_.end());
    queued_.clear();
    fail(calls, {Trouble::busy, fmt::format("to be asked again in {} s", wait_ms / 1000)}, sink);
    return;
  }
  while (!queued_.empty() && has_room()) {
    const Status sent = send_one();
    if (sent) continue;
    // There is no room now; there is when a request that is in flight ends.
    if (!in_flight_.empty() || !arrived_.empty()) return;
    std::vector<Call> calls = next_calls();
    count(calls);
    pace_.was_refused(now_ms_, 0);
    retry(std::move(calls), {Trouble::busy, sent.error().text()}, sink);
    return;
  }
}

std::size_t Caller::calls_max(CallKind kind) const {
  if (!uses_batches_) return 1;
  return pace_.share_of(kind == CallKind::long_answer ? long_calls_max()
                                                      : options_.calls_per_request_max);
}

std::vector<Call> Caller::next_calls() {
  const CallKind kind = kind_of(queued_.front());
  const std::size_t limit = calls_max(kind);
  std::vector<Call> calls = std::exchange(spare_calls_, {});
  calls.reserve(std::min(limit, queued_.size()));
  while (!queued_.empty() && calls.size() < limit && kind_of(queued_.front()) == kind) {
    calls.push_back(std::move(queued_.front()));
    queued_.pop_front();
  }
  return calls;
}

/// A miner's partitions are some hundred bytes or some hundred kilobytes.
std::size_t Caller::long_calls_max() const {
  constexpr std::size_t request_bytes = 1000000;
  return std::clamp<std::size_t>(request_bytes / long_answer_bytes_, 1,
                                 options_.calls_per_request_max);
}

Status Caller::send_one() {
  Request request{.first_id = next_id_,
                  .sent_ms = now_ms_,
                  .give_up_ms = now_ms_ + options_.timeout_ms + patience_ms};
  request.calls = next_calls();
  request.is_full = request.calls.size() == calls_max(kind_of(request.calls.front()));
  std::string body = request_body(request.calls, request.first_id, std::exchange(spare_body_, {}));
  const auto ticket = transport_.send(std::move(body), options_.timeout_ms);
  if (!ticket) {
    queued_.insert(queued_.begin(), std::make_move_iterator(request.calls.begin()),
                   std::make_move_iterator(request.calls.end()));
    return ticket.error();
  }
  next_id_ = next_id_ + request.calls.size() > id_max / 2 ? 1 : next_id_ + request.calls.size();
  count(request.calls);
  in_flight_.emplace(*ticket, std::move(request));
  return {};
}

void Caller::count(const std::vector<Call>& calls) {
  for (const Call& call : calls) ++calls_by_method_[static_cast<std::size_t>(call.method)];
}

bool Caller::settle(Arrival& arrival, const Sink& sink, const IsEnough& is_enough) {
  const std::vector<Call>& calls = arrival.request.calls;
  if (!arrival.is_read) {
    if (!arrival.reply.body) {
      pace_.was_too_slow();
      fail(calls, {Trouble::no_answer, arrival.reply.body.error().text()}, sink);
      return true;
    }
    bytes_in_ += arrival.reply.body->size();
    if (kind_of(calls.front()) == CallKind::long_answer) {
      const std::size_t bytes = arrival.reply.body->size() / calls.size();
      long_answer_bytes_ = std::max<std::size_t>({1, bytes, (3 * long_answer_bytes_ + bytes) / 4});
    }
    arrival.is_read = reads_expected(arrival);
    if (!arrival.is_read) {
      settle_unexpected(arrival, sink);
      return true;
    }
    pace_.was_answered(arrival.answered);
  }
  while (arrival.settled < calls.size()) {
    const std::size_t at = arrival.settled++;
    sink(calls[at], replies_.answer_to(arrival.request.first_id + at));
    if (is_enough()) break;
  }
  return arrival.settled == calls.size();
}

void Caller::settle_unexpected(Arrival& arrival, const Sink& sink) {
  std::vector<Call>& calls = arrival.request.calls;
  const std::uint64_t first_id = arrival.request.first_id;
  const ReplyBody body(arrival.reply.http_status, *arrival.reply.body);
  if (calls.size() > 1 && refuses_batches(body, first_id, arrival.reply.http_status)) {
    uses_batches_ = false;
  }
  std::vector<Call> refused;
  CallError refusal;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Answer answer = body.answer_to(first_id + i);
    if (answer.has_error() && answer.error().trouble == Trouble::busy) {
      refusal = answer.error();
      refused.push_back(std::move(calls[i]));
      continue;
    }
    if (is_failure(calls[i], answer)) ++errors_;
    sink(calls[i], answer);
  }
  if (refused.empty()) {
    pace_.was_answered(arrival.answered);
    return;
  }
  if (refused.size() < calls.size()) pace_.was_answered_in_part();
  pace_.was_refused(now_ms_, arrival.reply.retry_after_ms);
  retry(std::move(refused), refusal, sink);
}

bool Caller::reads_expected(const Arrival& arrival) {
  const std::vector<Call>& calls = arrival.request.calls;
  const Method method = calls.front().method;
  const bool is_uniform = calls.size() > 1 && arrival.reply.http_status == 200 &&
                          std::all_of(calls.begin(), calls.end(), [method](const Call& call) {
                            return call.method == method && !call.is_probe;
                          });
  return is_uniform &&
         replies_.read(method, *arrival.reply.body, arrival.request.first_id, calls.size());
}

void Caller::retry(std::vector<Call> calls, const CallError& error, const Sink& sink) {
  if (pace_.is_exhausted()) {
    calls.insert(calls.end(), std::make_move_iterator(queued_.begin()),
                 std::make_move_iterator(queued_.end()));
    queued_.clear();
    fail(calls, error, sink);
    return;
  }
  errors_ += calls.size();
  queued_.insert(queued_.begin(), std::make_move_iterator(calls.begin()),
                 std::make_move_iterator(calls.end()));
}

void Caller::fail(const std::vector<Call>& calls, const CallError& error, const Sink& sink) {
  errors_ += calls.size();
  for (const Call& call : calls) sink(call, Answer(error));
}

Millis Caller::next_monotonic_ms() const {
  if (has_more()) return now_ms_;
  Millis next = queued_.empty() ? 0 : pace_.not_before_ms();
  for (const auto& [ticket, request] : in_flight_) {
    next = next == 0 ? request.give_up_ms : std::min(next, request.give_up_ms);
  }
  return next;
}

ChainCounters Caller::counters() const {
  ChainCounters counters;
  for (std::size_t i = 0; i < method_count; ++i) {
    if (calls_by_method_[i] == 0) continue;
    counters.calls_by_method.emplace_back(name_of(static_cast<Method>(i)), calls_by_method_[i]);
  }
  std::sort(counters.calls_by_method.begin(), counters.calls_by_method.end());
  counters.errors = errors_;
  counters.bytes_in = bytes_in_;
  for (const auto& [ticket, request] : in_flight_) counters.in_flight += request.calls.size();
  for (const Arrival& arrival : arrived_) {
    counters.in_flight += arrival.request.calls.size() - arrival.settled;
  }
  return counters;
}

}  // namespace raas::lotus
