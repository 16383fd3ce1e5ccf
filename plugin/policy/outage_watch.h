#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/epoch.h"
#include "core/ids.h"
#include "core/policy.h"

namespace raas {

/// An outage that began, or is over: of one provider, or of the providers of one organisation that
/// went together.
struct OutageNews {
  bool is_over = false;
  std::string name;           ///< "f01000", or the organisation.
  std::size_t providers = 0;  ///< That are down.
  std::size_t copies_down = 0;
  std::size_t copies = 0;  ///< Of these providers, all.
};

/// Sees to it that a provider that goes down with all its copies is one event and not thousands.
///
/// A provider is out when at least Policy::outage_copies_min of its copies, and
/// Policy::outage_share_min_percent of all that it has, are faulty or gone. None of them is
/// replaced before it has been so for Policy::outage_hold_epochs, however short the grace of its
/// job is: most outages end by themselves. Time releases them one by one, the operator all at once.
class OutageWatch {
 public:
  /// What is known of providers.
  struct Directory {
    std::function<std::size_t(ActorId)> copies_at;
    std::function<std::string(ActorId)> organisation_of;  ///< Empty = not known.
  };

  /// A copy is faulty or gone since @p since.
  void is_down(ReplicaId replica, ActorId provider, Epoch since);
  /// It is proven again, or in the book no more.
  void is_up(ReplicaId replica);
  /// The operator's word: copies that are down since @p at or longer are not held back.
  void release(Epoch at) { released_until_ = at; }

  /// Decides anew who is out, if anything changed.
  [[nodiscard]] std::vector<OutageNews> update(const Policy& policy, const Directory& directory);
  /// Whether @p replica is down in an outage and to be left alone still.
  [[nodiscard]] bool holds(const Policy& policy, ReplicaId replica, Epoch now) const;

 private:
  struct Down {
    ActorId provider = no_provider;
    Epoch since = no_epoch;
  };
  /// Providers that are out, by organisation or, where that is not known, by themselves.
  using Outages = std::map<std::string, std::vector<ActorId>>;

  [[nodiscard]] Outages found(const Policy& policy, const Directory& directory) const;
  [[nodiscard]] OutageNews news_of(const std::string& name, const std::vector<ActorId>& providers,
                                   const Directory& directory) const;

  std::map<ReplicaId, Down> down_;
  std::map<ActorId, std::size_t> down_at_;
  Outages open_;
  bool is_changed_ = false;
  Epoch released_until_ = no_epoch;
};

}  // namespace raas
