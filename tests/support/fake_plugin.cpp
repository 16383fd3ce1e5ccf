// A plugin in miniature that keeps copies alive with the simplest means, and that can be told to
// break the rules: the simulator and its judge are tested with it through the real C ABI.
#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <thread>

#include "support/fake_jobs.h"

namespace json = boost::json;

namespace {

using fake::Copy;
using fake::Job;

constexpr std::int64_t epoch_ms = 30000;
constexpr std::int64_t look_interval = 240;
constexpr std::int64_t faults_interval = 720;

std::string text_of(raas_str text) {
  return {text.ptr == nullptr ? "" : text.ptr, text.len};
}
raas_str str_of(std::string_view text) {
  return {text.data(), text.size()};
}

Copy new_copy(const std::string& key) {
  Copy copy;
  copy.key = key;
  return copy;
}

raas_status refuse(raas_error* err, raas_status status, std::string_view why) {
  if (err != nullptr && err->text != nullptr) {
    err->code = status;
    err->text_len = std::min(why.size(), err->text_capacity);
    std::memcpy(err->text, why.data(), err->text_len);
  }
  return status;
}

}  // namespace

struct raas_instance {
  const raas_host_table* host = nullptr;
  const raas_host_deals* deals = nullptr;
  const raas_host_data* data = nullptr;
  const raas_host_rpc* rpc = nullptr;
  fake::Manners manners;
  std::map<std::string, Job> jobs;
  std::map<std::string, std::vector<Copy>> unclaimed;  ///< Deals of payloads without a job.
  std::map<std::uint64_t, std::pair<std::string, std::uint64_t>> calls;  ///< Provider, or deal.
  std::set<std::string> dirty;
  std::uint64_t seq = 0;
  std::int64_t genesis_ms = 0;
  std::int64_t next_look = 0;
  std::int64_t next_faults = 0;
  std::string body;
  bool asked_again = false;

  Job* job_of(const std::string& cid) {
    const auto found = jobs.find(cid);
    return found == jobs.end() ? nullptr : &found->second;
  }

  void take(const raas_deal& deal) {
    const auto cid = text_of(deal.payload_cid);
    auto* job = job_of(cid);
    auto& held = job != nullptr ? job->held : unclaimed[cid];
    const auto key = text_of(deal.idempotency_key);
    auto copy = std::find_if(held.begin(), held.end(), [&](const Copy& known) {
      return key.empty() ? known.key.empty() && known.deal == deal.deal_id : known.key == key;
    });
    if (copy == held.end()) copy = held.insert(held.end(), new_copy(key));
    copy->provider = text_of(deal.provider);
    copy->deal = deal.deal_id;
    if ((deal.flags & RAAS_DEAL_HAS_SECTOR) != 0) copy->sector = deal.sector;
    copy->start = deal.start_epoch;
    copy->end = deal.end_epoch;
    copy->active = copy->active || deal.state == RAAS_DEAL_ACTIVE;
    if ((deal.state & RAAS_DEAL_TERMINAL) != 0 && deal.state != RAAS_DEAL_ACTIVE) copy->gone = true;
    dirty.insert(cid);
  }

  void send(const json::object& request, std::pair<std::string, std::uint64_t> about) {
    std::uint64_t call = 0;
    const auto text = json::serialize(request);
    if (rpc->send(rpc->ctx, str_of(text), 10000, &call, nullptr) == RAAS_OK) calls[call] = about;
  }

  void ask(const std::string& method, json::array params,
           std::pair<std::string, std::uint64_t> about) {
    send({{"jsonrpc", "2.0"}, {"id", 1}, {"method", "Filecoin." + method}, {"params", params}},
         std::move(about));
  }

  void ask_chain(std::int64_t epoch) {
    std::set<std::string> providers;
    for (const auto& [cid, job] : jobs) {
      for (const auto& copy : job.held) {
        if (copy.gone || copy.end <= epoch) continue;
        if (copy.sector) providers.insert(copy.provider);
        if (!copy.active && copy.key.empty()) {
          ask("StateMarketStorageDeal", {copy.deal, nullptr}, {cid, copy.deal});
        }
      }
    }
    for (const auto& provider : providers)
      ask("StateMinerFaults", {provider, nullptr}, {provider, 0});
  }

  void take_answers(std::int64_t epoch) {
    for (auto at = calls.begin(); at != calls.end();) {
      raas_rpc_reply reply{};
      reply.struct_size = sizeof reply;
      if (rpc->take(rpc->ctx, at->first, &reply, nullptr) == RAAS_E_RETRY) {
        ++at;
        continue;
      }
      boost::system::error_code failure;
      const auto answer = json::parse(text_of(reply.body), failure);
      const auto& [about, deal] = at->second;
      if (!failure && deal != 0) take_deal(about, deal, answer, epoch);
      if (!failure && deal == 0) take_faults(about, answer, epoch);
      at = calls.erase(at);
    }
  }

  void take_deal(const std::string& cid, std::uint64_t deal, const json::value& answer,
                 std::int64_t epoch) {
    auto* job = job_of(cid);
    if (job == nullptr) return;
    const auto* result = answer.as_object().if_contains("result");
    for (auto& copy : job->held) {
      if (copy.deal != deal) continue;
      if (result == nullptr || result->at("State").at("SectorStartEpoch").as_int64() < 0) {
        copy.gone = epoch > copy.start;
      } else {
        copy.active = true;
        copy.sector = result->at("State").at("SectorNumber").to_number<std::uint64_t>();
      }
    }
    dirty.insert(cid);
  }

  void take_faults(const std::string& provider, const json::value& answer, std::int64_t epoch) {
    std::set<std::uint64_t> faulty;
    std::uint64_t at = 0;
    bool set = false;
    const auto* result = answer.as_object().if_contains("result");
    if (result == nullptr) return;
    for (const auto& run : result->as_array()) {
      for (auto left = run.to_number<std::uint64_t>(); left > 0; --left, ++at) {
        if (set) faulty.insert(at);
      }
      set = !set;
    }
    for (auto& [cid, job] : jobs) {
      for (auto& copy : job.held) {
        if (copy.provider != provider || !copy.sector) continue;
        const bool bad = faulty.count(*copy.sector) != 0;
        if (bad && copy.faulty_since < 0) copy.faulty_since = epoch;
        if (bad) continue;
        copy.faulty_since = -1;
        copy.replaced = false;
      }
    }
  }

  /// The data that a deal is made from; false = not there yet.
  bool has_data(Job& job) {
    if (job.handle != 0) return true;
    if (job.fetch == 0) {
      std::vector<raas_fetch_source> sources;
      for (const auto& copy : job.held) {
        if (!copy.active || copy.gone) continue;
        raas_fetch_source source{};
        source.struct_size = sizeof source;
        source.provider = str_of(copy.provider);
        sources.push_back(source);
      }
      (void)data->fetch(data->ctx, str_of(job.cid), sources.data(), sources.size(), &job.fetch,
                        nullptr);
      return false;
    }
    raas_fetch fetch{};
    fetch.struct_size = sizeof fetch;
    const auto status = data->get_fetch(data->ctx, job.fetch, &fetch, nullptr);
    if (status == RAAS_OK && fetch.state == RAAS_FETCH_READY) job.handle = fetch.data_handle;
    if (status != RAAS_OK || fetch.state == RAAS_FETCH_FAILED) job.fetch = 0;
    return job.handle != 0;
  }

  void make_deal(Job& job, const fake::Need& need, std::int64_t epoch) {
    const auto key = "fake/" + job.cid + "/" + std::to_string(job.generation++);
    std::vector<raas_str> excluded;
    for (const auto& provider : need.excluded) excluded.push_back(str_of(provider));
    raas_deal_request request{};
    request.struct_size = sizeof request;
    request.idempotency_key = str_of(key);
    request.payload_cid = str_of(job.cid);
    request.duration_epochs = 1555200;
    request.start_epoch_max = epoch + 25000;
    request.data_handle = job.handle;
    request.reason = str_of(need.reason);
    if (manners.same_provider && !need.excluded.empty()) {
      request.provider = str_of(need.excluded.front());
    } else {
      request.flags = RAAS_DEAL_HOST_CHOOSES;
      request.providers_excluded = excluded.data();
      request.providers_excluded_count = excluded.size();
    }
    std::uint64_t id = 0;
    std::uint32_t flags = 0;
    if (deals->make_deal(deals->ctx, &request, &id, &flags, nullptr) == RAAS_OK) {
      if (need.reason == "repair") job.held[need.replaces].replaced = true;
      job.held.push_back(new_copy(key));
      data->release(data->ctx, job.handle);
      job.handle = job.fetch = 0;
    }
  }

  void look(Job& job, std::int64_t epoch) {
    const auto need = fake::need_of(job, manners, epoch);
    if (!need.reason.empty() && has_data(job)) make_deal(job, need, epoch);
  }

  void pump(std::int64_t epoch) {
    take_answers(epoch);
    if (epoch >= next_faults) {
      ask_chain(epoch);
      next_faults = epoch + faults_interval;
    }
    if (epoch >= next_look) {
      for (auto& [cid, job] : jobs) dirty.insert(cid);
      next_look = epoch + look_interval;
    }
    for (const auto& cid : std::exchange(dirty, {})) {
      if (auto* job = job_of(cid)) look(*job, epoch);
    }
  }
};

namespace {

raas_status create(const raas_host_table* host, raas_instance** ret, raas_error*) {
  *ret = new raas_instance;
  (*ret)->host = host;
  return RAAS_OK;
}

raas_status init(raas_instance* self, const raas_init* params, raas_error* err) {
  const auto* host = self->host;
  const auto extension = [&](const char* id) { return host->get_extension(host->ctx, id); };
  self->deals = static_cast<const raas_host_deals*>(extension(RAAS_HOST_DEALS_ID));
  self->data = static_cast<const raas_host_data*>(extension(RAAS_HOST_DATA_ID));
  self->rpc = static_cast<const raas_host_rpc*>(extension(RAAS_HOST_RPC_ID));
  const auto config = text_of(params->config);
  const auto says = [&](const char* word) { return config.find(word) != std::string::npos; };
  self->manners = {.greedy = says("greedy"),
                   .same_provider = says("same_provider"),
                   .other_thread = says("other_thread"),
                   .retries_hooks = says("retries_hooks"),
                   .forgets = says("forgets"),
                   .bad_init = says("bad_init")};
  if (self->manners.bad_init) return refuse(err, RAAS_E_INVALID, "/misbehave: found bad_init");
  self->genesis_ms = 1598306400000;
  return RAAS_OK;
}

std::int64_t epoch_at(const raas_instance& self, const raas_tick& now) {
  return (now.unix_ms - self.genesis_ms) / epoch_ms;
}

raas_status start(raas_instance* self, const raas_tick*, raas_error*) {
  if (self->manners.other_thread) {
    std::thread([self] { (void)self->deals->cancel(self->deals->ctx, 1, nullptr); }).join();
  }
  return RAAS_OK;
}

raas_status pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret, raas_error*) {
  const auto epoch = epoch_at(*self, *now);
  self->pump(epoch);
  ret->hooks_durable_seq = self->seq;
  ret->next_deadline_ms = now->monotonic_ms + 60 * epoch_ms;
  if (!self->calls.empty()) ret->flags |= RAAS_PUMP_WAITING;
  return RAAS_OK;
}

raas_status stop(raas_instance*, const raas_tick*, std::int64_t, raas_error*) {
  return RAAS_OK;
}
void destroy(raas_instance* self, std::uint32_t) {
  delete self;
}

raas_status on_deal(raas_instance* self, const raas_deal_event* const* events, std::size_t count,
                    raas_error*) {
  if (self->manners.retries_hooks && !std::exchange(self->asked_again, true)) return RAAS_E_RETRY;
  for (std::size_t at = 0; at < count; ++at) {
    if (events[at]->seq <= self->seq) return RAAS_E_INVALID;
    self->seq = events[at]->seq;
    self->take(*events[at]->deal);
  }
  return RAAS_OK;
}

raas_status on_data(raas_instance* self, const raas_fetch_event* const* events, std::size_t count,
                    raas_error*) {
  for (std::size_t at = 0; at < count; ++at) {
    self->seq = events[at]->seq;
    for (auto& [cid, job] : self->jobs) {
      if (job.fetch == events[at]->fetch->fetch_id) self->dirty.insert(cid);
    }
  }
  return RAAS_OK;
}

void enrol(raas_instance& self, const json::object& order) {
  Job job;
  job.cid = std::string(order.at("cid").as_string());
  const auto& replication = order.at("replication").as_object();
  if (const auto* copies = replication.if_contains("copies")) job.copies = copies->as_int64();
  job.renew_below = order.at("renewal").at("threshold_epochs").as_int64();
  job.repair_after = order.at("repair").at("not_proven_epochs").as_int64();
  job.held = self.unclaimed[job.cid];
  self.dirty.insert(job.cid);
  self.jobs.emplace(job.cid, std::move(job));
}

raas_status handle(raas_instance* self, const raas_api_request* request, raas_api_response* ret,
                   raas_error*) {
  ret->status = 200;
  json::array jobs;
  if (text_of(request->method) == "POST") {
    enrol(*self, json::parse(text_of(request->body)).as_object());
    ret->status = 201;
  } else if (!self->manners.forgets) {
    for (const auto& [cid, job] : self->jobs) jobs.push_back({{"cid", cid}, {"state", "active"}});
  }
  self->body = json::serialize(json::object{{"jobs", jobs}, {"next_after", nullptr}});
  ret->body = str_of(self->body);
  return RAAS_OK;
}

constexpr raas_plugin_hooks hooks{on_deal, on_deal, on_data};
constexpr raas_plugin_api api{handle};

const void* get_extension(raas_instance*, const char* id) {
  if (std::strcmp(id, RAAS_PLUGIN_HOOKS_ID) == 0) return &hooks;
  if (std::strcmp(id, RAAS_PLUGIN_API_ID) == 0) return &api;
  return nullptr;
}

constexpr raas_plugin_table table{create, init, start, pump, stop, destroy, get_extension};
const char* const required[] = {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID, RAAS_HOST_RPC_ID, nullptr};

}  // namespace

extern "C" __attribute__((visibility("default"))) raas_status raas_plugin_entry_v1(
    const raas_host_info*, const raas_plugin_entry** ret_entry, raas_error*) {
  static const raas_plugin_descriptor descriptor{sizeof(raas_plugin_descriptor),
                                                 0,
                                                 str_of("io.raas.fake"),
                                                 str_of("fake"),
                                                 str_of("1.0.0"),
                                                 str_of("{}"),
                                                 required,
                                                 nullptr};
  static const raas_plugin_entry entry{
      RAAS_MAGIC, sizeof(raas_plugin_entry), RAAS_ABI_MAJOR, RAAS_ABI_MINOR, 0, 0, &descriptor,
      &table};
  *ret_entry = &entry;
  return RAAS_OK;
}
