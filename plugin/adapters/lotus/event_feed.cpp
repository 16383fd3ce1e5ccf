#include "adapters/lotus/event_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace raas::lotus {
namespace {

constexpr std::size_t providers_per_call = 200;
constexpr Epochs ask_interval_epochs = 2 * epochs_per_hour;

std::pair<Epoch, std::string> mark_of(const ActorEvent& event) {
  return {event.height, fmt::format("{} {} {} {}", event.emitter, event.type, event.id.value_or(0),
                                    event.sector.value_or(0))};
}

}  // namespace

void EventFeed::resume(std::string_view cursor) {
  const std::string_view number = cursor.substr(0, cursor.find(' '));
  Epoch height = no_epoch;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), height);
  if (error != std::errc() || end != number.data() + number.size() || height < 0) return;
  read_to_ = height;
  cursor_ = cursor;
}

void EventFeed::ask(const Tipset& tip, Epoch head, std::vector<ActorId> providers, Caller& caller) {
  is_asked_ = false;
  has_failed_ = false;
  news_ = {};
  if (providers.empty() || tip.height < ask_at_) return;
  ask_at_ = tip.height + ask_interval_epochs;
  tip_ = tip;
  const Epoch settled_to = tip.height - 1;
  if (read_to_ == no_epoch) {  // Whoever begins reads everything anyway.
    move_to(tip);
    return;
  }
  if (settled_to <= read_to_) return;
  if (settled_to - read_to_ > event_range_max) {
    report_gap("more heights were missed than a node keeps");
    return;
  }
  providers_ = std::move(providers);
  caller_ = &caller;
  is_asked_ = true;
  const Epoch first = read_to_ + 1;
  const HeightRange heights{first,
                            std::min(std::max(settled_to, head - 1), first + event_range_max)};
  for (std::size_t part = 0; part * providers_per_call < providers_.size(); ++part) {
    ask_range(EventKind::records, heights, part);
    ask_range(EventKind::sectors, heights, part);
  }
}

void EventFeed::ask_range(EventKind kind, const HeightRange& heights, std::size_t part) {
  const std::size_t from = part * providers_per_call;
  const std::size_t count = std::min(providers_per_call, providers_.size() - from);
  const auto providers = std::span(providers_).subspan(from, count);
  caller_->queue({.method = Method::actor_events,
                  .params = event_params(kind, providers, heights),
                  .subject = {.event_kind = kind, .heights = heights, .part = part}});
}

void EventFeed::take(const Call& call, const Answer& answer) {
  if (!is_asked_ || news_.is_gap) return;
  if (answer.has_value()) {
    auto events = decode_events(**answer);
    has_failed_ = has_failed_ || !events;
    if (!events) return;
    for (ActorEvent& event : *events) {
      const bool is_settled = event.height < tip_.height;
      if (!is_settled && !warned_.insert(mark_of(event)).second) continue;
      (is_settled ? news_.settled : news_.early).push_back(std::move(event));
    }
    return;
  }
  const CallError& error = answer.error();
  const auto trouble =
      error.trouble == Trouble::application ? range_trouble(error.text) : RangeTrouble::none;
  switch (trouble) {
    case RangeTrouble::none: has_failed_ = true; break;
    case RangeTrouble::not_indexed: report_gap(error.text); break;
    case RangeTrouble::too_many:
      if (const auto halves = halves_of(call.subject.heights)) {
        ask_range(call.subject.event_kind, halves->first, call.subject.part);
        ask_range(call.subject.event_kind, halves->second, call.subject.part);
      } else {
        report_gap("one height has more events than a node tells");
      }
      break;
  }
}

EventNews EventFeed::end_tick() {
  if (is_asked_ && !has_failed_ && !news_.is_gap) move_to(tip_);
  is_asked_ = false;
  while (!warned_.empty() && warned_.begin()->first <= read_to_) warned_.erase(warned_.begin());
  return std::exchange(news_, {});
}

void EventFeed::move_to(const Tipset& tip) {
  read_to_ = tip.height - 1;
  cursor_ = fmt::format("{} {}", read_to_, tip.key);
  is_cursor_news_ = true;
}

void EventFeed::report_gap(std::string_view because) {
  events_.emit({Level::info,
                "events_missed",
                {{"from", std::to_string(read_to_ + 1)},
                 {"to", std::to_string(tip_.height - 1)},
                 {"because", std::string(because)}}});
  news_.is_gap = true;
  move_to(tip_);
}

std::string EventFeed::take_cursor() {
  return std::exchange(is_cursor_news_, false) ? cursor_ : std::string();
}

}  // namespace raas::lotus
