#include "adapters/lotus/caller.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace raas::lotus {
namespace {

/// Beyond the transport's own time-out, which is to strike first.
constexpr Millis patience_ms = 2000;
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

}  // namespace

void Caller::advance(Now now, const Sink& sink) {
  for (const TransportReply& reply : transport_.take_replies()) {
    auto found = in_flight_.extract(reply.ticket);
    if (!found.empty()) settle(found.mapped(), reply, sink);
  }
  for (auto at = in_flight_.begin(); at != in_flight_.end();) {
    if (at->second.give_up_ms > now.monotonic_ms) {
      ++at;
      continue;
    }
    const Request late = std::move(at->second);
    at = in_flight_.erase(at);
    fail(late, {Trouble::no_answer, "no reply within the time-out"}, sink);
  }
  while (!queued_.empty() && in_flight_.size() < options_.requests_in_flight_max) {
    if (!send_one(now, sink)) break;
  }
}

std::vector<Call> Caller::next_calls() {
  const Method method = queued_.front().method;
  const bool is_long = method == Method::partitions;
  const std::size_t limit = !uses_batches_ ? 1
                                           : (is_long ? options_.partitions_per_request_max
                                                      : options_.calls_per_request_max);
  std::vector<Call> calls;
  while (!queued_.empty() && calls.size() < limit &&
         (queued_.front().method == Method::partitions) == is_long) {
    calls.push_back(std::move(queued_.front()));
    queued_.pop_front();
  }
  return calls;
}

bool Caller::send_one(Now now, const Sink& sink) {
  Request request{.first_id = next_id_,
                  .give_up_ms = now.monotonic_ms + options_.timeout_ms + patience_ms};
  request.calls = next_calls();
  next_id_ = next_id_ + request.calls.size() > id_max / 2 ? 1 : next_id_ + request.calls.size();
  const auto ticket =
      transport_.send(request_body(request.calls, request.first_id), options_.timeout_ms);
  if (!ticket && !in_flight_.empty()) {
    // There is no room now; there is when a request that is in flight ends.
    queued_.insert(queued_.begin(), std::make_move_iterator(request.calls.begin()),
                   std::make_move_iterator(request.calls.end()));
    return false;
  }
  for (const Call& call : request.calls) ++calls_by_method_[static_cast<std::size_t>(call.method)];
  if (!ticket) {
    fail(request, {Trouble::busy, ticket.error().text()}, sink);
    return true;
  }
  in_flight_.emplace(*ticket, std::move(request));
  return true;
}

void Caller::settle(const Request& request, const TransportReply& reply, const Sink& sink) {
  if (!reply.body) {
    fail(request, {Trouble::no_answer, reply.body.error().text()}, sink);
    return;
  }
  bytes_in_ += reply.body->size();
  const ReplyBody body(reply.http_status, *reply.body);
  if (request.calls.size() > 1 && refuses_batches(body, request.first_id, reply.http_status)) {
    uses_batches_ = false;
  }
  for (std::size_t i = 0; i < request.calls.size(); ++i) {
    const Answer answer = body.answer_to(request.first_id + i);
    if (answer.has_error() && answer.error().trouble != Trouble::application) ++errors_;
    sink(request.calls[i], answer);
  }
}

void Caller::fail(const Request& request, const CallError& error, const Sink& sink) {
  errors_ += request.calls.size();
  for (const Call& call : request.calls) sink(call, Answer(error));
}

Millis Caller::next_timeout_ms() const {
  Millis next = 0;
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
  return counters;
}

}  // namespace raas::lotus
