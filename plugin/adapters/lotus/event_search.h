#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <tuple>
#include <vector>

#include "adapters/lotus/event_feed.h"
#include "adapters/lotus/watch_list.h"

namespace raas::lotus {

/// Finds the replicas that events are about. Nothing leads from a deal to its replica, which would
/// take memory for each of them: all are gone through, once for all events of a tick, and some at a
/// time, since there may be millions.
class EventSearch {
 public:
  /// To be looked for when those before are found.
  void add(const EventNews& news);
  [[nodiscard]] bool is_over() const { return sought_.empty(); }

  /// Goes through up to @p limit entries of @p list; calls @p take(event, is_early, replica).
  template <class Take>
  void step(const WatchList& list, std::uint32_t limit, const Take& take) {
    for (; limit > 0 && !is_over(); --limit) {
      if (next_ >= list.capacity()) {
        sought_.pop_front();
        next_ = 0;
        continue;
      }
      const Watched& copy = list.at(next_++);
      if (copy.id != 0) sought_.front().for_each_about(copy, take);
    }
  }

 private:
  /// The events of one tick, by what they are about.
  class Subjects {
   public:
    explicit Subjects(const EventNews& news);

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    template <class Take>
    void for_each_about(const Watched& copy, const Take& take) const {
      if (may_have(copy.deal)) {
        const ActorId provider = copy.provider;
        if (copy.record() == ChainRecord::deal)
          find({copy.record(), no_provider, copy.deal}, copy, take);
        if (copy.record() == ChainRecord::claim)
          find({copy.record(), provider, copy.deal}, copy, take);
      }
      if (may_have(copy.sector_or_none)) {
        find({ChainRecord::sector, copy.provider, copy.sector_or_none}, copy, take);
      }
    }

   private:
    using Name = std::tuple<ChainRecord, ActorId, std::uint64_t>;
    struct Entry {
      Name name;
      ActorEvent event;
      bool is_early = false;
    };
    static constexpr unsigned marks_bits = 16;

    [[nodiscard]] static std::size_t mark_of(std::uint64_t number) {
      return (number * 0x9e3779b97f4a7c15U) >> (64U - marks_bits);
    }
    /// Nearly all replicas are none of the events' business, which this tells at once.
    [[nodiscard]] bool may_have(std::uint64_t number) const { return marks_[mark_of(number)]; }
    void add(const ActorEvent& event, bool is_early);
    void put(const Name& name, const ActorEvent& event, bool is_early);
    [[nodiscard]] std::vector<Entry>::const_iterator first_of(const Name& name) const;
    template <class Take>
    void find(const Name& name, const Watched& copy, const Take& take) const {
      for (auto at = first_of(name); at != entries_.end() && at->name == name; ++at) {
        take(at->event, at->is_early, copy.id);
      }
    }

    std::vector<Entry> entries_;  ///< Sorted by name.
    std::bitset<std::size_t{1} << marks_bits> marks_;
  };

  std::deque<Subjects> sought_;
  std::uint32_t next_ = 0;  ///< The entry to be looked at next.
};

}  // namespace raas::lotus
