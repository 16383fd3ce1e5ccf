// Filecoin.GetActorEventsRaw: the index of events, with its limits.
#include <algorithm>
#include <limits>

#include "filecoin/base64.h"
#include "filecoin/cid_text.h"
#include "filecoin/event_entries.h"
#include "filecoin/rpc_method.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr std::uint64_t event_codec = 0x51;  // CBOR.
constexpr int key_indexed = 1;
constexpr int key_and_value_indexed = 3;

struct HeightRange {
  Epoch from = 0;
  Epoch to = 0;
};

struct Match {
  const EventRecord* record;
  Epoch height;
  std::vector<EventEntry> entries;
};

RpcFailure no_range(const std::string& what) {
  return {.message = "invalid epoch range: " + what};
}

/// What is wrong with the heights asked for, if anything is.
std::optional<RpcFailure> refused_range(const EventFilter& filter, Epoch head, Epochs heights_max) {
  const std::string maximum = " (maximum: " + std::to_string(heights_max) + ")";
  const Epoch to = filter.to.value_or(-1);
  if (filter.from && *filter.from < 0) {
    return RpcFailure{.message = "range 'from' must be greater than or equal to 0"};
  }
  if (!filter.from) {
    if (to - head > heights_max) return no_range("'to' height is too far in the future" + maximum);
    return std::nullopt;
  }
  if (to == -1) {
    if (head - *filter.from > heights_max) {
      return no_range("'from' height is too far in the past" + maximum);
    }
    return std::nullopt;
  }
  if (to < 0) return std::nullopt;
  if (*filter.from > to) {
    return no_range("'to' height (" + std::to_string(*filter.from) +
                    ") must be after 'from' height (" + std::to_string(to) + ")");
  }
  if (to - *filter.from > heights_max) {
    return no_range("range between to and 'from' heights is too large" + maximum);
  }
  return std::nullopt;
}

/// Whether an event has, for each key that values are given for, one of them. A key without values
/// is passed over.
bool fits(const EventFilter& filter, const std::vector<EventEntry>& entries) {
  return std::all_of(filter.fields.begin(), filter.fields.end(), [&](const auto& field) {
    return field.values.empty() ||
           std::any_of(entries.begin(), entries.end(), [&](const EventEntry& entry) {
             return entry.is_filterable && entry.key == field.key &&
                    std::any_of(field.values.begin(), field.values.end(), [&](const auto& value) {
                      return value.codec == event_codec && value.bytes == entry.value;
                    });
           });
  });
}

/// Delegated addresses are no actor's here; asked for together with others they match none either.
bool is_from(const EventFilter& filter, ActorId emitter) {
  if (filter.has_delegated) return false;
  return filter.emitters.empty() || std::find(filter.emitters.begin(), filter.emitters.end(),
                                              emitter) != filter.emitters.end();
}

std::vector<Match> matches_in(const RpcQuery& query, const HeightRange& range) {
  const EventFilter& filter = query.arguments.filter;
  const Track& track = query.track;
  const Epochs delay = track.branch ? track.branch->delay : 0;
  // A message that came in a null round is in the next tipset.
  const Epoch first = track.heights.parent_of(range.from) + 1 - delay;
  std::vector<Match> matches;
  for (const EventRecord& record : query.ledger.events().since(first)) {
    const Epoch height = track.height_of_message(record.at);
    if (height > range.to) break;
    if (height < range.from || !is_from(filter, emitter_of(record, query.ledger))) continue;
    auto entries = entries_of(record, query.ledger);
    if (fits(filter, entries)) matches.push_back({&record, height, std::move(entries)});
  }
  return matches;
}

void write_event(const RpcQuery& query, const Match& match, JsonWriter& out) {
  const Heights& heights = query.track.heights;
  const auto word = [&](std::uint64_t i) {
    return drawn(query.ledger.options().seed, Draw::message_parts, match.record->message, i);
  };
  const bool is_orphan = &query.track != &query.node.track();
  out.begin_object();
  out.key("entries").begin_array();
  for (const EventEntry& entry : match.entries) {
    out.begin_object();
    out.key("Flags").number(entry.is_filterable ? key_and_value_indexed : key_indexed);
    out.key("Key").text(entry.key);
    out.key("Codec").number(event_codec);
    out.key("Value").text(base64_of(entry.value));
    out.end_object();
  }
  out.end_array();
  out.key("emitter").actor(emitter_of(*match.record, query.ledger));
  out.key("reverted").boolean(is_orphan && !query.node.is_shared(query.track, match.height));
  out.key("height").number(match.height);
  out.key("tipsetKey").begin_array();
  for (std::uint64_t block = 0; block < heights.block_count(match.height); ++block) {
    out.cid(heights.block_cid(match.height, block));
  }
  out.end_array();
  out.key("msgCid").cid(chain_cid({word(0), word(1), word(2), word(3)}));
  out.end_object();
}

/// The heights that the index can tell of, of those asked for.
HeightRange indexed(const RpcQuery& query, HeightRange wanted) {
  const Epoch head = query.node.head();
  // The newest tipset has not been executed.
  wanted.to = std::min(wanted.to, head - 1);
  if (query.options.index_depth)
    wanted.from = std::max(wanted.from, head - *query.options.index_depth);
  return wanted;
}

HeightRange wanted_range(const RpcQuery& query) {
  if (!query.arguments.key.empty()) return {query.height, query.height};
  const EventFilter& filter = query.arguments.filter;
  const Epoch to = filter.to.value_or(-1);
  return {*filter.from, to < 0 ? std::numeric_limits<Epoch>::max() : to};
}

/// Why there may be nothing, other than that nothing fits.
std::optional<RpcFailure> reason_for_nothing(const RpcQuery& query, const HeightRange& wanted) {
  const Epoch head = query.node.head();
  const std::string where = "get events for filter: ";
  if (wanted.to > head && wanted.to != std::numeric_limits<Epoch>::max()) {
    return RpcFailure{
        .message = where + "range end is in the future, highest epoch: " + std::to_string(head)};
  }
  const bool is_too_old =
      query.options.index_depth && wanted.from < head - *query.options.index_depth;
  const bool is_head_alone = wanted.from == wanted.to && wanted.from == head;
  if (is_too_old || is_head_alone) return RpcFailure{.message = where + "not found in index"};
  return std::nullopt;
}

}  // namespace

std::optional<RpcFailure> get_actor_events_raw(const RpcQuery& query, JsonWriter& out) {
  const EventFilter& filter = query.arguments.filter;
  if (!query.options.has_actor_events) {
    return RpcFailure{.message = "module disabled, enable with Events.EnableActorEventsAPI"};
  }
  if (query.arguments.key.empty()) {
    auto refusal = refused_range(filter, query.node.head(), query.options.event_heights_max);
    if (refusal) return refusal;
    // Without a beginning the index is not even looked at.
    if (!filter.from) {
      out.null();
      return std::nullopt;
    }
  } else if (filter.from || filter.to) {
    return RpcFailure{.message = "cannot specify both TipSetKey and FromHeight/ToHeight"};
  }
  if (!filter.wrong_address.empty()) {
    return RpcFailure{.message =
                          "get events for filter: failed to make prefill filter query: can "
                          "only query events by ID or Delegated addresses; but request has "
                          "address: " +
                          filter.wrong_address};
  }
  const HeightRange wanted = wanted_range(query);
  const auto matches = matches_in(query, indexed(query, wanted));
  if (matches.empty()) {
    if (auto failure = reason_for_nothing(query, wanted)) return failure;
    out.null();
    return std::nullopt;
  }
  // All events of one tipset are given, however many they are.
  if (matches.size() > query.options.events_max &&
      matches.front().height != matches.back().height) {
    return RpcFailure{.message =
                          "get events for filter: failed to get events: filter matches too "
                          "many events, try a more restricted filter"};
  }
  out.begin_array();
  for (const Match& match : matches) write_event(query, match, out);
  out.end_array();
  return std::nullopt;
}

}  // namespace mock
