#include "policy/outage_watch.h"

#include <algorithm>
#include <utility>

namespace raas {

void OutageWatch::is_down(ReplicaId replica, ActorId provider, Epoch since) {
  const auto [at, is_new] = down_.insert_or_assign(replica, Down{provider, since});
  if (!is_new) return;
  ++down_at_[provider];
  is_changed_ = true;
}

void OutageWatch::is_up(ReplicaId replica) {
  const auto found = down_.find(replica);
  if (found == down_.end()) return;
  const auto at = down_at_.find(found->second.provider);
  if (--at->second == 0) down_at_.erase(at);
  down_.erase(found);
  is_changed_ = true;
}

OutageWatch::Outages OutageWatch::found(const Policy& policy, const Directory& directory) const {
  Outages outages;
  for (const auto& [provider, down] : down_at_) {
    if (down < policy.outage_copies_min) continue;
    if (down * 100 < directory.copies_at(provider) * policy.outage_share_min_percent) continue;
    std::string name = directory.organisation_of(provider);
    if (name.empty()) name = provider_text(provider);
    outages[std::move(name)].push_back(provider);
  }
  return outages;
}

OutageNews OutageWatch::news_of(const std::string& name, const std::vector<ActorId>& providers,
                                const Directory& directory) const {
  OutageNews news;
  news.name = providers.size() == 1 ? provider_text(providers.front()) : name;
  news.providers = providers.size();
  for (const ActorId provider : providers) {
    const auto down = down_at_.find(provider);
    if (down != down_at_.end()) news.copies_down += down->second;
    news.copies += directory.copies_at(provider);
  }
  return news;
}

std::vector<OutageNews> OutageWatch::update(const Policy& policy, const Directory& directory) {
  std::vector<OutageNews> news;
  if (!std::exchange(is_changed_, false)) return news;
  Outages now = found(policy, directory);
  for (const auto& [name, providers] : now) {
    if (!open_.contains(name)) news.push_back(news_of(name, providers, directory));
  }
  for (const auto& [name, providers] : open_) {
    if (now.contains(name)) continue;
    news.push_back(news_of(name, providers, directory));
    news.back().is_over = true;
  }
  open_ = std::move(now);
  return news;
}

bool OutageWatch::holds(const Policy& policy, ReplicaId replica, Epoch now) const {
  const auto found = down_.find(replica);
  if (found == down_.end()) return false;
  const Down& down = found->second;
  if (down.since <= released_until_ || now - down.since >= policy.outage_hold_epochs) return false;
  return std::any_of(open_.begin(), open_.end(), [&](const auto& outage) {
    return std::find(outage.second.begin(), outage.second.end(), down.provider) !=
           outage.second.end();
  });
}

}  // namespace raas
