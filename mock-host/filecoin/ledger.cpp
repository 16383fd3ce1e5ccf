#include "filecoin/ledger.h"

#include <algorithm>
#include <stdexcept>

namespace mock {

namespace {

constexpr Epochs deal_duration_min = 180 * epochs_per_day;
constexpr Epochs deal_duration_max = 1278 * epochs_per_day;
constexpr std::size_t label_bytes_max = 256;
constexpr std::uint32_t null_rounds_ppm_max = 900000;
constexpr Epoch always = 0;

const ChainOptions& checked(const ChainOptions& options) {
  if (options.null_rounds_ppm > null_rounds_ppm_max) {
    throw std::invalid_argument("chain: null_rounds_ppm: more than 900000 leaves hardly a tipset");
  }
  if (options.finality_lag < 0 || options.start_epoch <= options.finality_lag) {
    throw std::invalid_argument("chain: finality_lag: not within 0 and start_epoch");
  }
  return options;
}

/// What a verified deal sets aside by itself.
Allocation allocation_of(const DealProposal& proposal) {
  constexpr Epochs market_buffer = 90 * epochs_per_day;
  constexpr Epochs term_max = 5 * 1051897;
  const Epochs duration = proposal.end_epoch - proposal.start_epoch;
  return {.client = proposal.client,
          .provider = proposal.provider,
          .piece_cid = proposal.piece_cid,
          .piece_size = proposal.piece_size,
          .term_min = duration,
          .term_max = std::min(duration + market_buffer, term_max),
          .expiration = proposal.start_epoch};
}

}  // namespace

Ledger::Ledger(const ChainOptions& options)
    : options_(checked(options)), heights_(options), now_(options.start_epoch) {}

std::optional<Epoch> Ledger::next_change() const {
  return due_.empty() ? std::nullopt : std::optional(due_.top().at);
}

void Ledger::advance_to(Epoch epoch) {
  while (!due_.empty() && due_.top().at <= epoch) {
    const CronEvent event = due_.top();
    due_.pop();
    now_ = std::max(now_, event.at);
    run(event);
  }
  has_moved_ = has_moved_ || epoch > now_;
  now_ = std::max(now_, epoch);
  drop_void_events();
}

void Ledger::add_miner(ActorId id) {
  if (!places_.emplace(id, miners_.size()).second) {
    throw std::invalid_argument("chain: add_miner: f0" + std::to_string(id) + ": exists already");
  }
  miners_.emplace_back(id, options_.seed, has_moved_ ? now_ : always, options_.partition_sectors);
}

const Miner* Ledger::find_miner(ActorId id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &miners_[found->second];
}

const Sector* Ledger::find_sector(ActorId miner, SectorNumber sector) const {
  const Miner* found = find_miner(miner);
  return found == nullptr ? nullptr : found->find(sector);
}

void Ledger::stop_proving(ActorId id) {
  const std::size_t place = place_of_miner(id);
  Miner& miner = miners_[place];
  if (miner.outages().is_open()) return;
  miner.outages().begin(now_);
  for (std::uint64_t deadline = 0; deadline < deadlines_per_period; ++deadline) {
    if (miner.in_deadline(deadline).empty()) continue;
    const Window window = miner.calendar().window_at_or_after(deadline, now_ + 1);
    due_.push(
        {.at = window.last(), .what = Due::judge_deadline, .miner = place, .subject = deadline});
  }
}

void Ledger::resume_proving(ActorId id) {
  const std::size_t place = place_of_miner(id);
  Miner& miner = miners_[place];
  miner.outages().end(now_);
  for (std::size_t sector = 0; sector < miner.sectors().size(); ++sector) {
    plan_recovery({place, sector});
  }
}

void Ledger::lose_sector(ActorId id, SectorNumber number) {
  const auto seat = seat_of(id, number);
  if (!seat || sector_of(*seat).losses().is_open()) return;
  sector_of(*seat).losses().begin(now_);
  plan_fault(*seat);
}

void Ledger::recover_sector(ActorId id, SectorNumber number) {
  const auto seat = seat_of(id, number);
  if (!seat) return;
  sector_of(*seat).losses().end(now_);
  plan_recovery(*seat);
}

void Ledger::terminate_sector(ActorId id, SectorNumber number) {
  const auto seat = seat_of(id, number);
  if (!seat || sector_of(*seat).is_over()) return;
  events_.begin_message(now_);
  end_early(*seat, By::message);
  drop_void_events();
}

void Ledger::swallow_termination(ActorId id, SectorNumber number) {
  if (const auto seat = seat_of(id, number)) sector_of(*seat).swallow_termination();
}

bool Ledger::compact_partitions(ActorId id, std::uint64_t deadline) {
  return deadline < deadlines_per_period && miners_[place_of_miner(id)].compact(deadline, now_);
}

DealId Ledger::publish(const DealProposal& proposal) {
  const Epochs duration = proposal.end_epoch - proposal.start_epoch;
  if (proposal.start_epoch < now_) {
    throw std::invalid_argument("f05: publish: start epoch " +
                                std::to_string(proposal.start_epoch) + " is before now, " +
                                std::to_string(now_));
  }
  if (duration < deal_duration_min || duration > deal_duration_max) {
    throw std::invalid_argument("f05: publish: duration " + std::to_string(duration) +
                                " is not within 518400 and 3680640");
  }
  if (find_miner(proposal.provider) == nullptr) {
    throw std::invalid_argument("f05: publish: provider f0" + std::to_string(proposal.provider) +
                                ": no such miner");
  }
  if (proposal.label.size() > label_bytes_max) {
    throw std::invalid_argument("f05: publish: label is longer than 256 bytes");
  }
  events_.begin_message(now_);
  std::optional<AllocationId> allocation;
  if (proposal.verified) allocation = set_aside(allocation_of(proposal));
  const DealId deal = market_.publish(proposal, allocation, now_);
  events_.add(EventKind::deal_published, deal);
  // A deal that starts at once is first looked at by the next epoch's cron: this one's has been.
  const Epoch not_before = std::max(proposal.start_epoch, now_ + 1);
  due_.push({.at = Market::clean_up_epoch(deal, not_before),
             .what = Due::time_out_deal,
             .subject = deal});
  return deal;
}

std::optional<SectorNumber> Ledger::activate(DealId id, Epoch sector_expiration) {
  const Market::Deal* deal = market_.find(id);
  if (deal == nullptr || deal->removed != no_epoch || deal->activated != no_epoch)
    return std::nullopt;
  const DealProposal& proposal = deal->proposal;
  const Epochs lifetime = sector_expiration - now_;
  if (now_ > proposal.start_epoch || proposal.end_epoch > sector_expiration) return std::nullopt;
  if (lifetime < deal_duration_min || lifetime > deal_duration_max) return std::nullopt;

  events_.begin_message(now_);
  const Seat seat = seal(place_of_miner(proposal.provider), id, sector_expiration);
  const SectorNumber number = sector_of(seat).placing().number;
  market_.activate(id, number, now_);
  events_.add(EventKind::deal_activated, id);
  if (deal->allocation) {
    verifreg_.claim(*deal->allocation, number, now_);
    events_.add(EventKind::claim, *deal->allocation);
  }
  events_.add(EventKind::sector_activated, seat.place, seat.miner);
  drop_void_events();
  return number;
}

Ledger::Seat Ledger::seal(std::size_t miner, DealId deal, Epoch expiration) {
  const Seat seat{miner, miners_[miner].add_sector(deal, now_, expiration)};
  const Sector::Placing& placing = sector_of(seat).placing();
  due_.push({.at = placing.first_proof,
             .what = Due::judge_deadline,
             .miner = miner,
             .subject = placing.deadline});
  due_.push(
      {.at = placing.removal, .what = Due::expire_sector, .miner = miner, .subject = seat.place});
  return seat;
}

std::size_t Ledger::place_of_miner(ActorId id) const {
  const auto found = places_.find(id);
  if (found == places_.end()) {
    throw std::invalid_argument("chain: miner f0" + std::to_string(id) + ": no such miner");
  }
  return found->second;
}

std::optional<Ledger::Seat> Ledger::seat_of(ActorId id, SectorNumber number) const {
  const std::size_t place = place_of_miner(id);
  const Sector* sector = miners_[place].find(number);
  if (sector == nullptr) return std::nullopt;
  return Seat{place, miners_[place].place_of(*sector)};
}

Window Ledger::next_window(const Seat& seat) const {
  const Miner& miner = miners_[seat.miner];
  return miner.calendar().window_at_or_after(miner.sector(seat.place).placing().deadline, now_ + 1);
}

}  // namespace mock
