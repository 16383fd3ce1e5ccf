#include "filecoin/node_view.h"

#include <algorithm>

namespace mock {

namespace {

constexpr std::size_t tracks_max = 8;

Fork fork_of(const std::optional<Branch>& branch) {
  return branch ? Fork{branch->base, branch->salt} : Fork{};
}

}  // namespace

Epoch Track::state_of(Epoch height) const {
  const Epoch parent = heights.parent_of(height);
  if (!branch || parent <= branch->base) return parent;
  return std::max(branch->base, parent - branch->delay);
}

Epoch Track::height_of_message(Epoch epoch) const {
  const bool is_late = branch && epoch > branch->base;
  return heights.tipset_at_or_above(is_late ? epoch + branch->delay : epoch);
}

NodeView::NodeView(const Ledger& ledger) : ledger_(ledger), current_(&track_of(std::nullopt)) {}

void NodeView::look(const Sight& sight) {
  if (sight.branch != sight_.branch) {
    follow();
    current_ = &track_of(sight.branch);
    latest_.key.clear();
  }
  sight_ = sight;
}

void NodeView::follow() {
  current_->seen_to = std::max(current_->seen_to, head());
}

Epoch NodeView::head() const {
  Epoch newest = ledger_.now() - sight_.behind;
  if (sight_.stuck_at) newest = std::min(newest, *sight_.stuck_at);
  return current_->heights.tipset_at_or_below(newest);
}

Epoch NodeView::finalized() const {
  Epoch newest = head() - ledger_.options().finality_lag;
  const auto& branch = current_->branch;
  if (branch && !branch->is_finalized) newest = std::min(newest, branch->base);
  return current_->heights.tipset_at_or_below(newest);
}

bool NodeView::is_shared(const Track& other, Epoch height) const {
  return other.heights.seed_at(height) == current_->heights.seed_at(height);
}

bool NodeView::has(const Place& place) const {
  return place.height <= (place.track == current_ ? head() : place.track->seen_to);
}

std::optional<NodeView::Place> NodeView::find(std::span<const std::string_view> key) {
  if (std::equal(latest_.key.begin(), latest_.key.end(), key.begin(), key.end())) {
    return has(latest_.place) ? std::optional(latest_.place) : std::nullopt;
  }
  std::optional<Place> found;
  const auto look_on = [&](const Track& track) {
    if (found) return;
    const auto height = track.heights.height_of(key);
    if (height && has({&track, *height})) found = Place{&track, *height};
  };
  look_on(*current_);
  for (const auto& track : tracks_) look_on(*track);
  if (!found) return std::nullopt;
  latest_.key.assign(key.begin(), key.end());
  latest_.place = *found;
  return found;
}

Track& NodeView::track_of(const std::optional<Branch>& branch) {
  for (const auto& track : tracks_) {
    if (track->branch == branch) return *track;
  }
  if (tracks_.size() == tracks_max) tracks_.erase(tracks_.begin() + 1);
  tracks_.push_back(
      std::make_unique<Track>(Track{branch, Heights(ledger_.options(), fork_of(branch)), 0}));
  return *tracks_.back();
}

}  // namespace mock
