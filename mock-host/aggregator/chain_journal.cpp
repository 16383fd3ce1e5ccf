#include "aggregator/chain_journal.h"

#include <sstream>
#include <stdexcept>

namespace mock {
namespace {

constexpr Epochs write_interval = 15;

/// One line per field: none of them can hold a line break but the label, which comes last.
std::string written(const DealProposal& proposal) {
  std::ostringstream text;
  text << proposal.piece_cid << '\n'
       << proposal.piece_size << '\n'
       << proposal.verified << '\n'
       << proposal.client << '\n'
       << proposal.provider << '\n'
       << proposal.start_epoch << '\n'
       << proposal.end_epoch << '\n'
       << proposal.price_per_epoch << '\n'
       << proposal.label;
  return std::move(text).str();
}

DealProposal proposal_of(const std::string& body) {
  DealProposal proposal;
  std::istringstream text(body);
  std::getline(text, proposal.piece_cid);
  text >> proposal.piece_size >> proposal.verified >> proposal.client >> proposal.provider >>
      proposal.start_epoch >> proposal.end_epoch >> proposal.price_per_epoch;
  text.get();
  std::getline(text, proposal.label, '\0');
  return proposal;
}

std::string fingerprint(const ChainOptions& options) {
  std::ostringstream text;
  text << options.seed << ' ' << options.genesis_unix << ' ' << options.start_epoch << ' '
       << options.finality_lag << ' ' << options.null_rounds_ppm;
  return std::move(text).str();
}

}  // namespace

ChainJournal::ChainJournal(Database& database, const ChainOptions& options)
    : database_(database), chain_(options) {
  database_.execute(
      "CREATE TABLE IF NOT EXISTS chain_acts(seq INTEGER PRIMARY KEY, epoch INTEGER, act INTEGER,"
      "subject INTEGER, sector INTEGER, body TEXT)");
  database_.execute(
      "CREATE TABLE IF NOT EXISTS chain_state(id INTEGER PRIMARY KEY, epoch INTEGER, options "
      "TEXT)");
  insert_.emplace(database_.prepare(
      "INSERT INTO chain_acts(epoch, act, subject, sector, body) VALUES(?,?,?,?,?)"));
  epoch_.emplace(
      database_.prepare("INSERT INTO chain_state(id, epoch, options) VALUES(1, ?, ?)"
                        " ON CONFLICT(id) DO UPDATE SET epoch = excluded.epoch"));
  replay(fingerprint(options));
}

void ChainJournal::replay(const std::string& options) {
  auto state = database_.prepare("SELECT epoch, options FROM chain_state WHERE id = 1");
  if (!state.next()) return;
  const Epoch last = state.integer();
  const std::string stored = state.text();
  if (stored != options) {
    throw DatabaseFailure("chain: the books are of a chain with options '" + stored +
                          "', this host was started with '" + options + "'");
  }
  auto acts =
      database_.prepare("SELECT epoch, act, subject, sector, body FROM chain_acts ORDER BY seq");
  while (acts.next()) {
    const Epoch epoch = acts.integer();
    if (epoch > chain_.now()) chain_.advance_to(epoch);
    const auto act = static_cast<ChainAct>(acts.integer());
    const auto subject = static_cast<std::uint64_t>(acts.integer());
    const auto sector = static_cast<SectorNumber>(acts.integer());
    apply(act, subject, sector, acts.text());
  }
  if (last > chain_.now()) chain_.advance_to(last);
  epoch_written_ = last;
}

void ChainJournal::apply(ChainAct act, std::uint64_t subject, SectorNumber sector,
                         const std::string& body) {
  switch (act) {
    case ChainAct::add_miner:
      chain_.add_miner(subject);
      turns_[subject];
      break;
    case ChainAct::stop_proving:
      chain_.stop_proving(subject);
      turns_[subject].push_back(chain_.now());
      break;
    case ChainAct::resume_proving:
      chain_.resume_proving(subject);
      turns_[subject].push_back(chain_.now());
      break;
    case ChainAct::lose_sector:
      sector_acts_[{subject, sector}].push_back(chain_.now());
      chain_.lose_sector(subject, sector);
      break;
    case ChainAct::recover_sector:
      sector_acts_[{subject, sector}].push_back(chain_.now());
      chain_.recover_sector(subject, sector);
      break;
    case ChainAct::terminate_sector:
      sector_acts_[{subject, sector}].push_back(chain_.now());
      chain_.terminate_sector(subject, sector);
      break;
    case ChainAct::publish: chain_.publish(proposal_of(body)); break;
    case ChainAct::activate: {
      // The sector's expiration is stored where other acts have the sector.
      if (!chain_.activate(subject, static_cast<Epoch>(sector))) {
        throw DatabaseFailure("chain: replay: deal " + std::to_string(subject) +
                              " was activated once and is refused now");
      }
      break;
    }
  }
}

void ChainJournal::act(ChainAct act, std::uint64_t subject, SectorNumber sector) {
  apply(act, subject, sector, {});
  note(act, subject, sector, {});
}

void ChainJournal::note(ChainAct act, std::uint64_t subject, SectorNumber sector,
                        std::string_view body) {
  if (!database_.is_kept()) return;
  database_.begin();
  insert_->bind(chain_.now()).bind(static_cast<std::int64_t>(act));
  insert_->bind(static_cast<std::int64_t>(subject)).bind(static_cast<std::int64_t>(sector));
  insert_->bind(body).run();
}

void ChainJournal::advance_to(Epoch epoch) {
  if (epoch > chain_.now()) chain_.advance_to(epoch);
}

void ChainJournal::add_miner(ActorId miner) {
  if (turns_.count(miner) == 0) act(ChainAct::add_miner, miner, 0);
}
void ChainJournal::stop_proving(ActorId miner) {
  if (is_proving(miner)) act(ChainAct::stop_proving, miner, 0);
}
void ChainJournal::resume_proving(ActorId miner) {
  if (turns_.count(miner) != 0 && !is_proving(miner)) act(ChainAct::resume_proving, miner, 0);
}
void ChainJournal::lose_sector(ActorId miner, SectorNumber sector) {
  act(ChainAct::lose_sector, miner, sector);
}
void ChainJournal::recover_sector(ActorId miner, SectorNumber sector) {
  act(ChainAct::recover_sector, miner, sector);
}
void ChainJournal::terminate_sector(ActorId miner, SectorNumber sector) {
  act(ChainAct::terminate_sector, miner, sector);
}

std::optional<DealId> ChainJournal::publish(const DealProposal& proposal, std::string& why_not) {
  try {
    const DealId deal = chain_.publish(proposal);
    if (database_.is_kept()) note(ChainAct::publish, deal, 0, written(proposal));
    return deal;
  } catch (const std::invalid_argument& refusal) {
    why_not = refusal.what();
    return std::nullopt;
  }
}

std::optional<SectorNumber> ChainJournal::activate(DealId deal, Epoch sector_expiration) {
  const auto sector = chain_.activate(deal, sector_expiration);
  if (sector) note(ChainAct::activate, deal, static_cast<SectorNumber>(sector_expiration), {});
  return sector;
}

bool ChainJournal::is_proving(ActorId miner) const {
  const auto found = turns_.find(miner);
  return found != turns_.end() && found->second.size() % 2 == 0;
}

const std::vector<Epoch>& ChainJournal::stops_and_resumes(ActorId miner) const {
  static const std::vector<Epoch> none;
  const auto found = turns_.find(miner);
  return found == turns_.end() ? none : found->second;
}

const std::vector<Epoch>& ChainJournal::acts_on(ActorId miner, SectorNumber sector) const {
  static const std::vector<Epoch> none;
  const auto found = sector_acts_.find({miner, sector});
  return found == sector_acts_.end() ? none : found->second;
}

void ChainJournal::write_epoch() {
  // Less than the finality lag: what was final before a crash is final after it.
  if (!database_.is_kept()) return;
  if (chain_.now() < epoch_written_ + write_interval && !database_.in_transaction()) return;
  database_.begin_lightly();
  epoch_->bind(chain_.now()).bind(fingerprint(chain_.options())).run();
  epoch_written_ = chain_.now();
}

}  // namespace mock
