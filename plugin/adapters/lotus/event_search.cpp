#include "adapters/lotus/event_search.h"

#include <algorithm>

namespace raas::lotus {

void EventSearch::add(const EventNews& news) {
  Subjects subjects(news);
  if (!subjects.empty()) sought_.push_back(std::move(subjects));
}

EventSearch::Subjects::Subjects(const EventNews& news) {
  for (const ActorEvent& event : news.settled) add(event, false);
  for (const ActorEvent& event : news.early) add(event, true);
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.name < b.name; });
}

void EventSearch::Subjects::add(const ActorEvent& event, bool is_early) {
  if (event.emitter == market_actor && event.id) {
    put({ChainRecord::deal, no_provider, *event.id}, event, is_early);
  }
  if (event.emitter == registry_actor && event.id && event.provider) {
    put({ChainRecord::claim, *event.provider, *event.id}, event, is_early);
  }
  if (event.type == "sector-terminated" && event.sector) {
    put({ChainRecord::sector, event.emitter, *event.sector}, event, is_early);
  }
}

void EventSearch::Subjects::put(const Name& name, const ActorEvent& event, bool is_early) {
  entries_.push_back({name, event, is_early});
  marks_.set(mark_of(std::get<2>(name)));
}

auto EventSearch::Subjects::first_of(const Name& name) const -> std::vector<Entry>::const_iterator {
  return std::lower_bound(entries_.begin(), entries_.end(), name,
                          [](const Entry& entry, const Name& of) { return entry.name < of; });
}

}  // namespace raas::lotus
