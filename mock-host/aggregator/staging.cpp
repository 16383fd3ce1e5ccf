#include "aggregator/staging.h"

#include <algorithm>
#include <utility>

#include "aggregator/chain_journal.h"
#include "aggregator/deal_book.h"
#include "aggregator/draw.h"
#include "aggregator/outbox.h"
#include "aggregator/providers.h"

namespace mock {
namespace {

constexpr std::size_t running_max = 512;
constexpr std::uint64_t busy_retry_ms = 600000;
constexpr Epochs from_own_store = 1;
constexpr Epochs from_provider_min = 10;

}  // namespace

bool Staging::serves(ActorId provider, std::string_view cid) const {
  if (!parts_.journal.is_proving(provider)) return false;
  const auto& ids = parts_.book.of_payload(cid);
  return std::any_of(ids.begin(), ids.end(), [&](RecordId id) {
    const auto& record = *parts_.book.find(id);
    return record.provider == provider && record.state == DealState::active &&
           record.end_epoch > parts_.journal.now() &&
           parts_.journal.chain().sector_status(provider, *record.sector) == SectorStatus::live;
  });
}

Outcome<std::uint64_t> Staging::fetch(const std::string& cid, std::vector<ActorId> sources) {
  const auto known = fetch_of_cid_.find(cid);
  if (known != fetch_of_cid_.end()) return known->second;
  const bool own = parts_.store.holds(cid);
  const bool elsewhere = std::any_of(sources.begin(), sources.end(),
                                     [&](ActorId source) { return serves(source, cid); });
  if (!own && !elsewhere) {
    return Refusal{RAAS_E_NOT_FOUND, "neither the store nor one of " +
                                         std::to_string(sources.size()) + " sources has " + cid};
  }
  if (due_.size() >= running_max) {
    return Refusal{RAAS_E_BUSY, std::to_string(running_max) + " fetches are running",
                   busy_retry_ms};
  }
  FetchRecord record;
  record.id = next_id_++;
  record.cid = cid;
  record.sources = std::move(sources);
  const Epoch now = parts_.journal.now();
  const auto& options = parts_.providers.options();
  record.due_epoch =
      now + (own ? from_own_store
                 : draw_between(draw(options.seed, cid, static_cast<std::uint64_t>(now)),
                                from_provider_min, options.retrieval_epochs_max));
  due_.emplace(record.due_epoch, record.id);
  fetch_of_cid_.emplace(cid, record.id);
  if (observer_ != nullptr) observer_->fetch_begun(held());
  return fetches_.emplace(record.id, std::move(record)).first->first;
}

void Staging::finish(FetchRecord& fetch) {
  const auto& options = parts_.providers.options();
  const auto has_served = [&](ActorId source) {
    const auto drawn =
        draw(options.seed + source, fetch.cid, static_cast<std::uint64_t>(fetch.due_epoch));
    return serves(source, fetch.cid) && !draw_chance(drawn, options.retrieval_failure_ppm);
  };
  const auto payload = parts_.store.find(fetch.cid);
  const bool served =
      payload && (parts_.store.holds(fetch.cid) ||
                  std::any_of(fetch.sources.begin(), fetch.sources.end(), has_served));
  if (served) {
    fetch.state = FetchState::ready;
    fetch.payload = *payload;
    fetch.handle = fetch.id;
  } else {
    fetch.state = FetchState::failed;
    fetch.message = "no source has served it";
    fetch_of_cid_.erase(fetch.cid);
    failed_.push_back(fetch.id);
  }
  parts_.outbox.post(fetch);
}

void Staging::advance(Epoch now) {
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto id = due_.begin()->second;
    due_.erase(due_.begin());
    finish(fetches_.at(id));
  }
  while (failed_.size() > running_max) {
    fetches_.erase(failed_.front());
    failed_.pop_front();
  }
}

std::optional<Epoch> Staging::next_event() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

const FetchRecord* Staging::find(std::uint64_t fetch_id) const {
  const auto found = fetches_.find(fetch_id);
  return found == fetches_.end() ? nullptr : &found->second;
}

const Payload* Staging::staged(std::uint64_t handle) const {
  const auto* fetch = find(handle);
  return fetch != nullptr && fetch->state == FetchState::ready ? &fetch->payload : nullptr;
}

void Staging::release(std::uint64_t handle) {
  const auto found = fetches_.find(handle);
  if (found == fetches_.end() || found->second.state != FetchState::ready) return;
  fetch_of_cid_.erase(found->second.cid);
  fetches_.erase(found);
}

void Staging::lose_all() {
  fetches_.clear();
  fetch_of_cid_.clear();
  failed_.clear();
  due_.clear();
}

}  // namespace mock
