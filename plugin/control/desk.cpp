#include <algorithm>
#include <array>

#include "control/service.h"
#include "policy/standing.h"

// The front desk: what the API asks of the service.

namespace raas {
namespace {

const char* const store_down = "store: ";

Metric gauge(std::string name, std::string help, double value) {
  return {.name = std::move(name),
          .help = std::move(help),
          .counter = false,
          .samples = {{.labels = {}, .value = value}}};
}

Metric counter(std::string name, std::string help, double value) {
  Metric metric = gauge(std::move(name), std::move(help), value);
  metric.counter = true;
  return metric;
}

template <class Name, std::size_t N>
Metric by_name(std::string name, std::string help, const std::array<double, N>& counts,
               Name name_at) {
  Metric metric{.name = std::move(name), .help = std::move(help), .counter = false, .samples = {}};
  for (std::size_t i = 0; i < N; ++i) {
    metric.samples.push_back(
        {.labels = "{state=\"" + std::string(name_at(i)) + "\"}", .value = counts[i]});
  }
  return metric;
}

/// What is not known yet is not told as 0.
std::vector<Metric> counted(const Census::Count& count) {
  std::vector<Metric> metrics{gauge("raas_counted_epoch",
                                    "When jobs and copies were counted; -1 before the first time.",
                                    static_cast<double>(count.epoch))};
  if (count.epoch == no_epoch) return metrics;
  metrics.push_back(by_name("raas_jobs", "Jobs by state.", count.jobs,
                            [](std::size_t i) { return name_of(static_cast<JobState>(i)); }));
  metrics.push_back(by_name("raas_copies", "Copies by standing.", count.copies,
                            [](std::size_t i) { return name_of(static_cast<Standing>(i)); }));
  metrics.push_back(gauge("raas_jobs_below_min",
                          "Active jobs with fewer lasting copies than their minimum.",
                          count.jobs_below_min));
  return metrics;
}

std::string terms_text(const Terms& terms) {
  return std::to_string(terms.copies_target) + " copies, renewal below " +
         std::to_string(terms.renew_below_epochs) + " epochs, repair after " +
         std::to_string(terms.repair_after_epochs) + " epochs";
}

}  // namespace

Epochs Service::renew_below_epochs_min() const {
  return 2 * options_.policy.sealing_max_epochs;
}

OrderReceipt Service::take_order(const Order& order, Book::Undo& undo) {
  const JobCell* known = book_.find(book_.job_of(order.payload, order.client));
  Job job = known != nullptr ? known->job : Job{};
  OrderReceipt receipt{.job = job.id, .outcome = OrderOutcome::updated};
  const bool revives = job.state == JobState::cancelled || job.state == JobState::done;
  if (known != nullptr && !revives && job.terms == order.terms && job.label == order.label) {
    receipt.outcome = OrderOutcome::unchanged;
    return receipt;
  }
  if (known == nullptr) {
    receipt.outcome = OrderOutcome::created;
    receipt.job = job.id = book_.next_job_id();
    job.client = order.client;
    job.payload = order.payload;
    job.payload_text = order.payload_text;
    job.registered_epoch = moment_.epoch;
  } else {
    undo.jobs_before.push_back(job);
  }
  if (job.piece.cid.empty()) job.piece = order.piece;
  job.terms = order.terms;
  job.label = order.label;
  if (revives) job.state = JobState::active;
  book_.put(job);
  const bool created = receipt.outcome == OrderOutcome::created;
  journal_.write({.event = created ? "job_created" : "job_changed",
                  .job = job.id,
                  .slot = 0,
                  .key = {},
                  .because = terms_text(job.terms),
                  .fields = {{"client", job.client}},
                  .told = {{"cid", job.payload_text}}});
  return receipt;
}

Result<std::vector<OrderReceipt>> Service::place(const std::vector<Order>& orders) {
  if (!commit()) return Error{Code::unavailable, store_down + store_trouble_};
  Book::Undo undo = book_.mark();
  std::vector<OrderReceipt> receipts;
  receipts.reserve(orders.size());
  for (const Order& order : orders) receipts.push_back(take_order(order, undo));
  if (!commit()) {
    book_.revert(undo);
    return Error{Code::unavailable, store_down + store_trouble_};
  }
  for (const OrderReceipt& receipt : receipts) book_.look_now(receipt.job);
  return receipts;
}

Status Service::change_job(const Job& job, const JobChange& change) {
  if (!commit()) return Error{Code::unavailable, store_down + store_trouble_};
  Book::Undo undo = book_.mark();
  undo.jobs_before.push_back(book_.find(job.id)->job);
  book_.put(job);
  journal_.write({.event = change.event,
                  .job = job.id,
                  .slot = 0,
                  .key = {},
                  .because = change.because,
                  .fields = {}});
  if (!commit()) {
    book_.revert(undo);
    return Error{Code::unavailable, store_down + store_trouble_};
  }
  book_.look_now(job.id);
  return {};
}

Status Service::amend(JobId id, const Terms& terms, std::optional<std::string> label) {
  const JobCell* cell = book_.find(id);
  if (cell == nullptr)
    return Error{Code::not_found, "job " + std::to_string(id) + ": there is none"};
  Job job = cell->job;
  job.terms = terms;
  if (label) job.label = *label;
  if (job.state == JobState::done) job.state = JobState::active;
  return change_job(job, {.event = "job_changed", .because = terms_text(terms)});
}

Status Service::cancel(JobId id) {
  const JobCell* cell = book_.find(id);
  if (cell == nullptr)
    return Error{Code::not_found, "job " + std::to_string(id) + ": there is none"};
  if (cell->job.state == JobState::cancelled) return {};
  Job job = cell->job;
  job.state = JobState::cancelled;
  return change_job(job, {.event = "job_cancelled", .because = "by the client"});
}

Status Service::pause(JobId id) {
  const JobCell* cell = book_.find(id);
  if (cell == nullptr)
    return Error{Code::not_found, "job " + std::to_string(id) + ": there is none"};
  Job job = cell->job;
  if (job.state == JobState::paused) return {};
  if (job.state != JobState::active) {
    return Error{Code::rejected, "job " + std::to_string(id) + ": is " +
                                     std::string(name_of(job.state)) +
                                     ", only an active one can pause"};
  }
  job.state = JobState::paused;
  return change_job(job, {.event = "job_paused", .because = "by the client"});
}

Status Service::resume(JobId id) {
  const JobCell* cell = book_.find(id);
  if (cell == nullptr)
    return Error{Code::not_found, "job " + std::to_string(id) + ": there is none"};
  Job job = cell->job;
  if (job.state == JobState::active) return {};
  if (job.state != JobState::paused) {
    return Error{Code::rejected, "job " + std::to_string(id) + ": is " +
                                     std::string(name_of(job.state)) +
                                     ", only a paused one can resume"};
  }
  job.state = JobState::active;
  return change_job(job, {.event = "job_resumed", .because = "by the client"});
}

JobStatus Service::status_of(const JobCell& cell) const {
  JobStatus status;
  status.job = cell.job;
  for (const Replica& replica : cell.replicas) {
    status.replicas.push_back(
        {.replica = replica,
         .standing = standing_of(options_.policy, cell.job.terms, replica, moment_.tip)});
  }
  status.intents = cell.intents;
  status.copies_lasting = cell.copies_lasting;
  status.copies_in_flight = cell.copies_in_flight;
  const Epoch look = book_.looks().of(cell.job.id);
  const bool due = look <= moment_.epoch;
  status.next = due ? "is looked at by the next pump" : cell.next;
  status.next_look = due ? moment_.epoch : look;
  if (const std::string what = reconciler_.waits_for(cell.job.id); !due && !what.empty()) {
    status.next += "; waits: " + what;
  }
  return status;
}

Result<JobStatus> Service::job(JobId id) const {
  JobCell cell;
  if (!book_.read(id, cell)) {
    return Error{Code::not_found, "job " + std::to_string(id) + ": there is none"};
  }
  return status_of(cell);
}

JobPage Service::jobs(const JobFilter& filter, JobId after, std::size_t limit) const {
  JobPage page;
  JobCell cell;
  for (JobId id = 1; id <= book_.job_id_max(); ++id) {
    if (!book_.has(id)) continue;
    if (filter.state && book_.state_of(id) != *filter.state) continue;
    if (filter.client && book_.client_of(id) != *filter.client) continue;
    page.total += 1;
    if (id <= after) continue;
    if (page.jobs.size() < limit && book_.read(id, cell)) {
      page.jobs.push_back(status_of(cell));
    } else if (page.next_after == 0 && !page.jobs.empty()) {
      page.next_after = page.jobs.back().job.id;
    }
  }
  return page;
}

std::vector<JobStatus> Service::jobs_of(const Cid& payload) const {
  std::vector<JobStatus> found;
  JobCell cell;
  for (const JobId id : book_.jobs_of(payload)) {
    if (book_.read(id, cell)) found.push_back(status_of(cell));
  }
  return found;
}

RequestStatus Service::status_of(const ContractRequest& request) const {
  return {.request = request, .reports = reporter_.reports_of(request)};
}

std::vector<RequestStatus> Service::requests_of(const Cid& payload) const {
  std::vector<RequestStatus> found;
  for (const ContractRequest& each : requests_.find(payload)) found.push_back(status_of(each));
  return found;
}

std::vector<RequestStatus> Service::requests_with(std::uint64_t id) const {
  std::vector<RequestStatus> found;
  for (const ContractRequest& each : requests_.find(id)) found.push_back(status_of(each));
  return found;
}

Result<std::vector<HistoryEntry>> Service::history(JobId id, std::uint64_t before_seq,
                                                   std::size_t limit) {
  if (!book_.has(id)) {
    return Error{Code::not_found, "job " + std::to_string(id) + ": there is none"};
  }
  return ports_.store.history(id, before_seq, limit);
}

DeskHealth Service::health() const {
  const ChainHealth& chain = ports_.chain.health();
  DeskHealth health;
  health.store_ok = store_ok_;
  health.chain_trusted = chain.trusted;
  if (!store_ok_) health.because = store_down + store_trouble_;
  if (!chain.trusted) {
    health.because += std::string(health.because.empty() ? "" : "; ") + "chain: " + chain.because;
  }
  if (!reconciler_.doubt().empty()) {
    health.because += (health.because.empty() ? "" : "; ") + reconciler_.doubt();
  }
  health.tip = chain.tip;
  health.head = chain.head;
  health.last_pump_unix_ms = moment_.now.unix_ms;
  health.pumps = pumps_;
  return health;
}

std::vector<Metric> Service::metrics() {
  const ChainHealth& chain = ports_.chain.health();
  const ChainCounters chain_counts = ports_.chain.counters();
  std::vector<Metric> metrics = counted(census_.ask());
  const std::vector<Metric> known{
      gauge("raas_intents_in_flight", "Deals that are being made.", book_.in_flight()),
      gauge("raas_actions_waiting", "Deals that wait for a limit, a budget or the feed guard.",
            static_cast<double>(reconciler_.waiting())),
      gauge("raas_feed_doubted",
            "Whether more copies are said to be gone than is believed: 1 or 0.",
            reconciler_.doubt().empty() ? 0 : 1),
      gauge("raas_in_flight_max", "Limit of raas_intents_in_flight.",
            options_.policy.in_flight_max),
      gauge("raas_chain_trusted", "Whether the chain can be believed: 1 or 0.",
            chain.trusted ? 1 : 0),
      gauge("raas_chain_tip_epoch", "Newest finalized tipset read.",
            static_cast<double>(chain.tip)),
      gauge("raas_chain_head_epoch", "Head of the node then.", static_cast<double>(chain.head)),
      gauge("raas_store_ok", "Whether the last commit succeeded: 1 or 0.", store_ok_ ? 1 : 0),
      counter("raas_commits_failed_total", "Commits that failed.",
              static_cast<double>(commits_failed_)),
      counter("raas_pumps_total", "Heartbeat: pumps since the start.", static_cast<double>(pumps_)),
      counter("raas_rpc_errors_total", "Chain calls without a usable answer.",
              static_cast<double>(chain_counts.errors)),
      counter("raas_chain_disagreements_total", "Readings that two nodes did not agree about.",
              static_cast<double>(chain_counts.disagreements)),
      counter("raas_chain_early_warnings_total",
              "Events of copies above the finalized tipset; nothing is decided by them.",
              static_cast<double>(chain_counts.early_warnings))};
  metrics.insert(metrics.end(), known.begin(), known.end());
  Metric calls{.name = "raas_rpc_calls_total",
               .help = "Chain calls by method.",
               .counter = true,
               .samples = {}};
  for (const auto& [method, count] : chain_counts.calls_by_method) {
    calls.samples.push_back(
        {.labels = "{method=\"" + method + "\"}", .value = static_cast<double>(count)});
  }
  metrics.push_back(std::move(calls));
  return metrics;
}

}  // namespace raas
