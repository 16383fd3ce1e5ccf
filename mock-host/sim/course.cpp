#include "sim/course.h"

#include "aggregator/draw.h"

namespace mock {
namespace {

constexpr std::uint32_t usual_percent = 100;

bool is_meant(const Whom& whom, const ProviderProfile& profile) {
  return (whom.provider != 0 && whom.provider == profile.id) ||
         (!whom.organisation.empty() && whom.organisation == profile.organisation) ||
         (!whom.country.empty() && whom.country == profile.country) ||
         (whom.asn != 0 && whom.asn == profile.asn);
}

}  // namespace

Course::Course(const std::vector<Happening>& events, Epoch start) {
  for (std::size_t number = 0; number < events.size(); ++number) {
    const Epoch begin = start + events[number].at;
    turns_.insert({.epoch = begin, .event = number});
    if (events[number].length == 0) continue;
    turns_.insert({.epoch = begin + events[number].length, .event = number, .ends = true});
  }
}

std::optional<Epoch> Course::next_event() const {
  if (turns_.empty()) return std::nullopt;
  return turns_.begin()->epoch;
}

std::vector<Turn> Course::take(Epoch now) {
  std::vector<Turn> taken;
  while (!turns_.empty() && turns_.begin()->epoch <= now) {
    taken.push_back(*turns_.begin());
    turns_.erase(turns_.begin());
  }
  return taken;
}

void ProviderCourse::leave(ActorId provider) {
  if (++away_[provider] == 1) aggregator_.provider_leaves(provider);
}

void ProviderCourse::come_back(ActorId provider) {
  if (--away_[provider] == 0) aggregator_.provider_returns(provider);
}

std::vector<ActorId> ProviderCourse::those_meant(const Whom& whom) const {
  std::vector<ActorId> meant;
  for (const auto& profile : aggregator_.providers().all()) {
    if (is_meant(whom, profile)) meant.push_back(profile.id);
  }
  return meant;
}

void ProviderCourse::apply(const Happening& happening, const Turn& turn) {
  const auto percent = turn.ends ? usual_percent : happening.percent;
  for (const ActorId provider : those_meant(happening.whom)) {
    switch (happening.kind) {
      case HappeningKind::outage: turn.ends ? come_back(provider) : leave(provider); break;
      case HappeningKind::lost_disks:
        if (!turn.ends) lose_disks(provider, happening, turn);
        break;
      case HappeningKind::sealing:
        aggregator_.providers().set_sealing_percent(provider, percent);
        break;
      case HappeningKind::prices:
        aggregator_.providers().set_price_percent(provider, percent);
        break;
      case HappeningKind::no_funds:
      case HappeningKind::no_datacap:
      case HappeningKind::node:
      case HappeningKind::restart:
      case HappeningKind::kill:
      case HappeningKind::change:
      case HappeningKind::cancel:
      case HappeningKind::pause: return;
    }
  }
  if (happening.kind == HappeningKind::lost_disks && turn.ends) find_disks(turn);
}

void ProviderCourse::lose_disks(ActorId provider, const Happening& happening, const Turn& turn) {
  const auto lucky = draw(seed_, "disk", turn.event);
  for (const auto& [id, record] : aggregator_.book().all()) {
    if (record.provider != provider || record.state != DealState::active) continue;
    if (draw(lucky, "sector", id) % usual_percent >= happening.percent) continue;
    aggregator_.journal().lose_sector(provider, *record.sector);
    lost_[turn.event].emplace_back(provider, *record.sector);
  }
}

void ProviderCourse::find_disks(const Turn& turn) {
  for (const auto& [provider, sector] : lost_[turn.event]) {
    aggregator_.journal().recover_sector(provider, sector);
  }
  lost_.erase(turn.event);
}

}  // namespace mock
