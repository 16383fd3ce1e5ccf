#include "support/world.h"

#include <algorithm>

namespace raas::test {
namespace {

constexpr Epochs finality_lag = 20;
constexpr ActorId provider_first = 1000;
/// A lasting fault is told so often, then when it changes or is asked for, as LotusChainView does.
constexpr std::uint32_t told_max = 4;
const char* const payload_text = "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";

bool is_negative(Finding finding) {
  return finding == Finding::faulty || finding == Finding::dead || finding == Finding::absent;
}

}  // namespace

Result<StoreContents> MemoryStore::load(const TakeJob& take) {
  StoreContents contents;
  for (const auto& [id, stored] : jobs_) take(StoredJob(stored));
  for (const auto& [key, intent] : intents_) {
    if (!is_in_flight(intent.state)) continue;
    contents.intents.push_back(intent);
    contents.intents.back().fetch_id = contents.intents.back().data_handle = 0;
  }
  for (const auto& [id, record] : providers_) contents.providers.push_back(record);
  for (const auto& [name, value] : cursors_) contents.cursors.push_back({name, value});
  contents.job_id_max = jobs_.empty() ? 0 : jobs_.rbegin()->first;
  contents.replica_id_max = replica_id_max_;
  return contents;
}

Status MemoryStore::commit(const StoreBatch& batch) {
  calls_.count();
  if (is_down) return Error{Code::unavailable, "database or disk is full"};
  for (const StoredJob& stored : batch.jobs) {
    jobs_[stored.job.id] = stored;
    for (const Replica& replica : stored.replicas) {
      replica_id_max_ = std::max(replica_id_max_, replica.id);
    }
  }
  for (const Intent& intent : batch.intents) intents_[intent.key] = intent;
  for (const ProviderRecord& record : batch.providers) providers_[record.provider] = record;
  for (const Cursor& cursor : batch.cursors) cursors_[cursor.name] = cursor.value;
  for (HistoryEntry entry : batch.history) {
    entry.seq = lines.size() + 1;
    lines.push_back(std::move(entry));
  }
  ++commits;
  return {};
}

Result<std::vector<HistoryEntry>> MemoryStore::history(JobId job, std::uint64_t before_seq,
                                                       std::size_t limit) {
  std::vector<HistoryEntry> found;
  for (auto line = lines.rbegin(); line != lines.rend() && found.size() < limit; ++line) {
    if (line->job == job && (before_seq == 0 || line->seq < before_seq)) found.push_back(*line);
  }
  return found;
}

Result<std::vector<Intent>> MemoryStore::intents(JobId job, std::size_t) {
  std::vector<Intent> found;
  for (const auto& [key, intent] : intents_) {
    if (key.job == job) found.push_back(intent);
  }
  return found;
}

boost::system::result<std::uint64_t, HostRefusal> WorldHost::make_deal(const DealRequest& request) {
  calls_.count();
  if (refuse_deals_with != nullptr) return *refuse_deals_with;
  for (const auto& [id, deal] : deals) {
    if (deal.request.key == request.key) return id;
  }
  const std::uint64_t id = deals.size() + 1;
  WorldDeal deal;
  deal.request = request;
  deal.id = id;
  deal.end_epoch = request.start_epoch_max + request.duration_epochs;
  asked_at_[id] = health_.head;
  deals[id] = deal;
  calls_.count();  // the host has it, the plugin may never hear of it
  return id;
}

HostDeal WorldHost::told(const WorldDeal& deal) const {
  HostDeal told;
  told.request_id = deal.request.key.empty() ? 0 : deal.id;
  told.key = deal.request.key;
  told.state = deal.state;
  told.payload_text = deal.request.payload_text;
  told.provider = deal.request.provider;
  if (deal.state == HostDealState::published || deal.state == HostDealState::active) {
    told.deal = deal.id;
    told.start_epoch = deal.request.start_epoch_max;
    told.end_epoch = deal.end_epoch;
  }
  if (deal.state == HostDealState::active) told.sector = deal.id;
  told.piece = piece;
  if (aggregates) told.inclusion = inclusion;
  return told;
}

Result<HostDeal> WorldHost::find_request(std::string_view key) {
  calls_.count();
  for (const auto& [id, deal] : deals) {
    if (deal.request.key == key) return told(deal);
  }
  return Error{Code::not_found, "no such key"};
}

Status WorldHost::cancel(std::uint64_t request_id) {
  calls_.count();
  const auto found = deals.find(request_id);
  if (found == deals.end()) return Error{Code::not_found, "no such request"};
  if (!is_terminal(found->second.state)) found->second.state = HostDealState::cancelled;
  return {};
}

Result<std::vector<HostDeal>> WorldHost::list_deals(std::string_view text, std::size_t) {
  calls_.count();
  std::vector<HostDeal> found;
  for (const auto& [id, deal] : deals) {
    if (deal.request.payload_text == text) found.push_back(told(deal));
  }
  return found;
}

boost::system::result<std::uint64_t, HostRefusal> WorldHost::fetch(std::string_view text,
                                                                   std::span<const FetchSource>) {
  calls_.count();
  ++fetches_asked;
  if (refuse_fetches_with != nullptr) return *refuse_fetches_with;
  staged[next_handle_] = text;
  return next_handle_++;
}

Result<Fetch> WorldHost::get_fetch(std::uint64_t fetch_id) {
  calls_.count();
  if (fetch_id == 0) return Error{Code::invalid_input, "a fetch id is never 0"};
  const auto asked = staged.find(fetch_id);
  if (asked == staged.end()) return Error{Code::not_found, "no such fetch"};
  if (fetches_failing != 0 || asked->second == unfetchable) {
    if (fetches_failing != 0) --fetches_failing;
    staged.erase(fetch_id);
    Fetch failed;
    failed.id = fetch_id;
    failed.state = FetchState::failed;
    return failed;
  }
  Fetch fetch;
  fetch.id = fetch_id;
  if (fetches_run) return fetch;
  fetch.data_handle = fetch_id;
  fetch.state = FetchState::ready;
  return fetch;
}

Result<std::vector<Candidate>> WorldHost::list() {
  calls_.count();
  std::vector<Candidate> listed;
  for (ActorId i = 0; i < providers; ++i) {
    Candidate candidate;
    candidate.provider = provider_first + i;
    candidate.organisation = "org" + std::to_string(i);
    listed.push_back(candidate);
  }
  return listed;
}

void WorldHost::grow(Epoch epoch) {
  for (auto& [id, deal] : deals) {
    if (is_terminal(deal.state)) continue;
    const Epochs age = epoch - asked_at_[id];
    if (age >= sealing_epochs) {
      deal.state = HostDealState::active;
      deal.finding = Finding::proven;
      deal.since = epoch;
    } else if (age >= sealing_epochs / 2) {
      deal.state = HostDealState::published;
    }
  }
}

ChainReport WorldHost::advance(Now now) {
  calls_.count();
  const Epoch epoch = time_.epoch_at(now.unix_ms);
  grow(epoch);
  health_ = {.trusted = chain_trusted, .tip = epoch - finality_lag, .head = epoch, .because = {}};
  ChainReport report;
  for (auto& [id, replica] : watched_) {
    const WorldDeal& deal = deals.at(replica.deal);
    const bool news = deal.finding != replica.facts.finding;
    const bool is_told_again = is_negative(deal.finding) && replica.facts.readings < told_max;
    const bool is_asked_for = is_told_again || rechecks_.contains(id);
    const bool again = is_asked_for && replica.facts.read_at < health_.tip;
    if (!chain_trusted || (!news && !again)) continue;
    rechecks_.erase(id);
    Facts facts = replica.facts;
    facts.readings = news ? 1 : facts.readings + 1;
    facts.finding = deal.finding;
    facts.since = deal.since;
    facts.read_at = health_.tip;
    replica.facts = facts;
    Reading reading;
    if (!piece.cid.empty()) reading.piece = piece;
    reading.replica = id;
    reading.facts = facts;
    reading.sector = deal.id;
    reading.end_epoch = deal.end_epoch;
    report.readings.push_back(reading);
  }
  report.next_monotonic_ms = now.monotonic_ms + 60 * time_.epoch_ms;
  return report;
}

std::uint64_t WorldHost::add_own_deal(const std::string& text, ActorId provider, Epoch end_epoch) {
  const std::uint64_t id = deals.size() + 1;
  WorldDeal deal;
  deal.request.payload_text = text;
  deal.request.provider = provider;
  deal.id = id;
  deal.state = HostDealState::active;
  deal.finding = Finding::proven;
  deal.end_epoch = end_epoch;
  deals[id] = deal;
  return id;
}

void WorldHost::set_finding(std::uint64_t deal, Finding finding, Epoch since) {
  deals.at(deal).finding = finding;
  deals.at(deal).since = since;
}

void WorldHost::forget_process() {
  watched_.clear();
  rechecks_.clear();
  staged.clear();
}

World::World(ServiceOptions options) : options_(std::move(options)) {
  restart();
}

Now World::now() const {
  const Millis ms = ChainTime{}.unix_ms_at(epoch);
  return {.unix_ms = ms, .monotonic_ms = ms};
}

void World::restart() {
  calls.fail_never();
  host.forget_process();
  std::vector<Registrations*> followed;
  if (contract_ != nullptr) {
    contract_->forget();
    followed.push_back(contract_);
  }
  service_ = std::make_unique<Service>(Ports{.chain = host,
                                             .deals = host,
                                             .data = host,
                                             .directory = host,
                                             .store = store,
                                             .events = silence_,
                                             .registrations = followed,
                                             .contract_deals = contract_deals_,
                                             .transactions = transactions_,
                                             .calls = contract_calls_,
                                             .wallet = wallet_},
                                       options_);
  service_->open(now()).value();
}

void World::follow(MemoryContract& contract) {
  contract_ = &contract;
  restart();
}

void World::run(Epochs epochs) {
  const Epoch until = epoch + epochs;
  while (true) {
    const PumpOutcome outcome = service_->pump(now());
    if (outcome.more) continue;
    const Millis wait = outcome.next_monotonic_ms - now().monotonic_ms;
    epoch += std::max<Epochs>(1, wait / ChainTime{}.epoch_ms);
    if (epoch > until) break;
  }
  epoch = until;
}

bool World::run_until_stopped(Epochs epochs) {
  try {
    run(epochs);
  } catch (const Stopped&) {
    return true;
  }
  return false;
}

std::size_t World::deals_proven() const {
  return static_cast<std::size_t>(
      std::count_if(host.deals.begin(), host.deals.end(),
                    [](const auto& deal) { return deal.second.finding == Finding::proven; }));
}

std::vector<std::string> World::keys_used_twice() const {
  std::map<std::string, int> uses;
  for (const auto& [id, deal] : host.deals) {
    if (!deal.request.key.empty()) ++uses[deal.request.key];
  }
  std::vector<std::string> twice;
  for (const auto& [key, count] : uses) {
    if (count > 1) twice.push_back(key);
  }
  return twice;
}

Order order_of(std::uint32_t copies, std::string_view client) {
  Order order;
  order.client = client;
  order.payload_text = payload_text;
  order.payload = Cid::parse(payload_text).value();
  order.terms.copies_min = order.terms.copies_target = order.terms.copies_max = copies;
  return order;
}

}  // namespace raas::test
