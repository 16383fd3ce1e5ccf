#include "validate/trial.h"

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

#include "aggregator/tables/abi_values.h"
#include "validate/call_time.h"

namespace mock {
namespace {

constexpr std::int64_t epoch_ms = 30000;
constexpr std::uint32_t payload_count = 3;
constexpr std::uint32_t provider_count = 12;
constexpr std::uint32_t destroy_ms = 5000;
constexpr std::chrono::milliseconds destroy_grace{1000};
constexpr double slow_call_ms = 50;
constexpr int pumps_to_rest_max = 20000;
constexpr std::size_t batch_max = 64;
constexpr std::size_t log_lines_max = 10000;

AggregatorOptions options_of_trial() {
  AggregatorOptions options;
  options.population.count = provider_count;
  return options;
}

}  // namespace

TrialHost::TrialHost(const Offer& offer)
    : tail_bytes(offer.tail_bytes),
      store(1, payload_count),
      aggregator(options_of_trial(), store),
      rpc(aggregator.chain()),
      scope([this](raas_log_level, std::string_view event, std::string_view message) {
        if (log.size() == log_lines_max) return;
        log.push_back(std::string(event) + " " + std::string(message));
      }),
      tables(aggregator, rpc, scope,
             {.providers = true, .rpc = offer.rpc, .rpc_in_flight_max = 64}),
      watched({tables, scope, memory}),
      table(watched.table()) {
  memory.set_tail(offer.tail_bytes);
  watched.set_lacking(offer.lacking);
  for (const Payload& payload : store.payloads()) store.set_held(payload.cid, true);
}

raas_tick TrialHost::tick() const {
  const auto& chain = aggregator.chain().options();
  const Epoch now = aggregator.now();
  return {sizeof(raas_tick), 0, chain.genesis_unix * 1000 + now * epoch_ms,
          (now - chain.start_epoch) * epoch_ms};
}

void TrialHost::judge(Findings& findings) const {
  for (const std::string& misuse : scope.misuses()) findings.add(misuse);
  for (const std::string& complaint : watched.complaints()) findings.add(complaint);
  for (const raas_status status :
       {RAAS_E_CONFLICT, RAAS_E_INVALID, RAAS_E_UNSUPPORTED, RAAS_E_MISUSE}) {
    const auto count = watched.answers("make_deal", status);
    findings.expect(count == 0, "make_deal had to be answered with " + std::to_string(status) +
                                    ", " + std::to_string(count) + " times");
  }
}

Trial::Trial(Subject& subject, TrialHost& host, Setting setting)
    : host_(host),
      table_(*subject.entry().table),
      setting_(std::move(setting)),
      state_dir_(host.scratch.folder(setting_.state)) {}

void Trial::wake(void* self) {
  static_cast<Trial*>(self)->woken_.store(true);
}

void Trial::count(const char* name, double took_ms) {
  ++times_.calls;
  if (took_ms > slow_call_ms) ++times_.slow;
  if (took_ms <= times_.longest_ms) return;
  times_.longest_ms = took_ms;
  times_.longest = name;
}

Said Trial::call(const char* name, const std::function<raas_status(raas_error*)>& work) {
  ErrorText error;
  Said said;
  double took_ms = 0;
  {
    const CallScope::Entry entry(host_.scope);
    const auto run = [&] {
      host_.scope.go_on_here();
      const CallTime time;
      said.status = work(error.get());
      took_ms = time.own_ms();
    };
    if (setting_.is_each_call_on_its_own_thread) {
      std::thread(run).join();
    } else {
      run();
    }
  }
  host_.memory.close();
  count(name, took_ms);
  if (said.status != RAAS_OK) said.text = error.refusal(said.status).text;
  return said;
}

Said Trial::create() {
  host_.scope.set_stage(LifeStage::created);
  return call("create", [&](raas_error* err) { return table_.create(host_.table, &self_, err); });
}

Said Trial::init() {
  return init([](raas_init&) {});
}

Said Trial::init(const std::function<void(raas_init&)>& change) {
  raas_init params{};
  params.struct_size = static_cast<std::uint32_t>(sizeof params + host_.tail_bytes);
  params.wake_fd = -1;
  params.config = str_of(setting_.config);
  params.state_dir = str_of(state_dir_);
  params.now = host_.tick();
  params.wake = &Trial::wake;
  params.wake_ctx = this;
  change(params);
  Said said = call("init", [&](raas_error* err) {
    auto& memory = host_.memory;
    const std::uint32_t size = params.struct_size;
    if (params.config.ptr != nullptr) params.config = memory.text(params.config);
    if (params.state_dir.ptr != nullptr) params.state_dir = memory.text(params.state_dir);
    raas_init* const given = memory.put(params);
    given->struct_size = size;
    return table_.init(self_, given, err);
  });
  if (said.status != RAAS_OK) return said;
  host_.scope.set_stage(LifeStage::ready);
  hooks_ = static_cast<const raas_plugin_hooks*>(extension(RAAS_PLUGIN_HOOKS_ID));
  api_ = static_cast<const raas_plugin_api*>(extension(RAAS_PLUGIN_API_ID));
  if (hooks_ == nullptr || api_ == nullptr) {
    return {RAAS_E_UNSUPPORTED, "it lacks " RAAS_PLUGIN_HOOKS_ID " or " RAAS_PLUGIN_API_ID};
  }
  return said;
}

const void* Trial::extension(const char* id) {
  const void* found = nullptr;
  call("get_extension", [&](raas_error*) -> raas_status {
    found = table_.get_extension(self_, id);
    return RAAS_OK;
  });
  return found;
}

Said Trial::start() {
  host_.scope.set_stage(LifeStage::running);
  host_.aggregator.outbox().deliver_again();
  return call("start", [&](raas_error* err) {
    return table_.start(self_, host_.memory.put(host_.tick()), err);
  });
}

Said Trial::pump() {
  woken_.store(false);
  Said said = call("pump", [&](raas_error* err) {
    raas_pump_result zero{};
    raas_pump_result* const ret = host_.memory.put(zero);
    const auto status = table_.pump(self_, host_.memory.put(host_.tick()), ret, err);
    pumped_ = *ret;
    return status;
  });
  if (said.status == RAAS_OK) look_at_durable();
  return said;
}

void Trial::look_at_durable() {
  const std::uint64_t durable = pumped_.hooks_durable_seq;
  if (durable < durable_seq_) {
    complaints_.push_back("pump: hooks_durable_seq fell from " + std::to_string(durable_seq_) +
                          " to " + std::to_string(durable));
  }
  if (durable > host_.told_seq) {
    complaints_.push_back("pump: hooks_durable_seq is " + std::to_string(durable) +
                          ", the highest that was told is " + std::to_string(host_.told_seq));
  }
  durable_seq_ = durable;
}

void Trial::judge(Findings& findings) const {
  for (const std::string& complaint : complaints_) findings.add(complaint);
  host_.judge(findings);
}

Said Trial::stop() {
  Said said = call("stop", [&](raas_error* err) {
    const raas_tick now = host_.tick();
    return table_.stop(self_, host_.memory.put(now), now.monotonic_ms + 1000, err);
  });
  if (said.status == RAAS_OK) host_.scope.set_stage(LifeStage::draining);
  return said;
}

bool Trial::destroy() {
  if (self_ == nullptr) return true;
  auto done = std::make_shared<std::promise<void>>();
  auto ended = done->get_future();
  bool is_back = false;
  {
    const CallScope::Entry entry(host_.scope);
    std::thread caller([this, done, self = self_] {
      host_.scope.go_on_here();
      table_.destroy(self, destroy_ms);
      done->set_value();
    });
    is_back = ended.wait_for(std::chrono::milliseconds(destroy_ms) + destroy_grace) ==
              std::future_status::ready;
    is_back ? caller.join() : caller.detach();
  }
  host_.scope.set_stage(LifeStage::destroyed);
  host_.memory.close();
  self_ = nullptr;
  return is_back;
}

void Trial::begin() {
  const auto must = [](const char* what, const Said& said) {
    if (said.status == RAAS_OK) return;
    throw std::runtime_error(std::string(what) + ": status " + std::to_string(said.status) + ": " +
                             said.text);
  };
  must("create", create());
  must("init", init());
  must("start", start());
}

Said Trial::tell(const std::vector<ToldDeal>& deals, bool is_update) {
  for (const ToldDeal& told : deals) host_.told_seq = std::max(host_.told_seq, told.seq);
  return call(is_update ? "on_request_update" : "on_deal_created", [&](raas_error* err) {
    auto& memory = host_.memory;
    std::vector<const raas_deal_event*> events;
    for (const ToldDeal& told : deals) {
      const raas_deal_event event{0, 0, told.seq, memory.put(memory.with_texts(told.deal))};
      events.push_back(memory.put(event));
    }
    const auto hook = is_update ? hooks_->on_request_update : hooks_->on_deal_created;
    return hook(self_, memory.put_plain(events), events.size(), err);
  });
}

Said Trial::tell_of_fetches(const std::vector<const HostEvent*>& batch) {
  host_.told_seq = std::max(host_.told_seq, batch.back()->seq);
  return call("on_data_update", [&](raas_error* err) {
    auto& memory = host_.memory;
    std::vector<const raas_fetch_event*> events;
    for (const HostEvent* told : batch) {
      const auto fetch = memory.with_texts(abi_fetch(std::get<FetchRecord>(told->subject)));
      const raas_fetch_event event{0, 0, told->seq, memory.put(fetch)};
      events.push_back(memory.put(event));
    }
    return hooks_->on_data_update(self_, memory.put_plain(events), events.size(), err);
  });
}

Said Trial::deliver_one_batch() {
  auto& outbox = host_.aggregator.outbox();
  const auto batch = outbox.next_batch(batch_max);
  Said said;
  if (batch.front()->kind == HookKind::data_update) {
    said = tell_of_fetches(batch);
  } else {
    std::vector<ToldDeal> deals;
    for (const HostEvent* event : batch) {
      deals.push_back({event->seq, abi_deal(std::get<DealRecord>(event->subject), host_.scope)});
    }
    said = tell(deals, batch.front()->kind == HookKind::request_update);
  }
  if (said.status != RAAS_E_RETRY) outbox.delivered(batch.size());
  return said;
}

bool Trial::settle() {
  for (int pumps = 0; pumps < pumps_to_rest_max; ++pumps) {
    while (host_.aggregator.outbox().has_next()) {
      if (deliver_one_batch().status == RAAS_E_RETRY) break;
    }
    if (pump().status != RAAS_OK) return false;
    host_.aggregator.outbox().forget_up_to(pumped_.hooks_durable_seq);
    host_.aggregator.commit();
    const bool is_waiting = host_.aggregator.outbox().has_next() || host_.tables.has_reply();
    if ((pumped_.flags & RAAS_PUMP_MORE) == 0 && !is_waiting && !woken_.load()) return true;
  }
  return false;
}

bool Trial::run(Epochs epochs, Epochs step) {
  const Epoch end = host_.aggregator.now() + epochs;
  while (host_.aggregator.now() < end) {
    const Epoch now = host_.aggregator.now();
    const raas_tick tick = host_.tick();
    const Epoch asked =
        now + (pumped_.next_deadline_ms - tick.monotonic_ms + epoch_ms - 1) / epoch_ms;
    Epoch next = std::min({end, now + step, std::max(asked, now + 1)});
    if (const auto event = host_.aggregator.next_event()) next = std::min(next, *event);
    host_.aggregator.advance_to(std::max(next, now + 1));
    if (!settle()) return false;
  }
  return true;
}

bool Trial::run_late(Epochs epochs, Epochs step) {
  const Epoch end = host_.aggregator.now() + epochs;
  while (host_.aggregator.now() < end) {
    host_.aggregator.advance_to(std::min(end, host_.aggregator.now() + step));
    if (!settle()) return false;
  }
  return true;
}

TrialAnswer Trial::ask(std::string_view method, std::string_view target, std::string_view body) {
  TrialAnswer answer;
  Said said = call("handle", [&](raas_error* err) {
    auto& memory = host_.memory;
    raas_api_request request{};
    request.method = memory.text(method);
    request.target = memory.text(target);
    request.headers = memory.put_plain<raas_header>(
        {{memory.text("Content-Type"), memory.text("application/json")}});
    request.header_count = 1;
    request.body = memory.text(body);
    request.now = host_.tick();
    raas_api_response response{};
    response.struct_size = sizeof response;
    const auto status = api_->handle(self_, memory.put(request), &response, err);
    answer.http_status = response.status;
    answer.body = view_of(response.body);
    return status;
  });
  answer.status = said.status;
  return answer;
}

}  // namespace mock
