#include "abi/races/home.h"

#include <chrono>
#include <stdexcept>

namespace raas_test {
namespace {

constexpr mock::Epochs step_epochs = 60;
constexpr mock::Epochs life_epochs_max = 6000;

}  // namespace

void Bell::ring() {
  const std::lock_guard lock(lock_);
  is_rung_ = true;
  if (is_closed_) ++rung_when_closed_;
  rung_.notify_all();
}

bool Bell::wait() {
  std::unique_lock lock(lock_);
  const bool was_rung = rung_.wait_for(lock, std::chrono::minutes(1), [this] { return is_rung_; });
  is_rung_ = false;
  return was_rung;
}

void Bell::close() {
  const std::lock_guard lock(lock_);
  is_closed_ = true;
}

void Bell::open() {
  const std::lock_guard lock(lock_);
  is_closed_ = false;
  is_rung_ = false;
}

std::size_t Bell::rung_when_closed() const {
  const std::lock_guard lock(lock_);
  return rung_when_closed_;
}

Home::Home()
    : rpc_(host.chain()),
      node_([this](const raas::test::HttpRequest& request) { return answer(request); }) {
  config_ = R"({"chain":{"use_host_rpc":"never","rpc_url":")" + node_.url() +
            R"(","look_epochs":20},"log":{"level":"error"}})";
}

raas::test::TcpAnswer Home::answer(const raas::test::HttpRequest& request) {
  const std::lock_guard lock(chain_lock_);
  if (is_silent_) return {.bytes = "", .stays_silent = true};
  const auto reply = rpc_.answer(request.body);
  return {.bytes = raas::test::http_response(reply.http_status, reply.body)};
}

void Home::silence_node(bool is_silent) {
  const std::lock_guard lock(chain_lock_);
  is_silent_ = is_silent;
}

void Home::begin() {
  bell.open();
  plugin_ = std::make_unique<AbiPlugin>(host, folder_.path().string(), config_);
  raas_status status = RAAS_OK;
  ErrorText said;
  elsewhere([&] { status = plugin_->create(); });
  elsewhere([&] {
    raas_init params = plugin_->params();
    params.wake = [](void* home) { static_cast<Home*>(home)->bell.ring(); };
    params.wake_ctx = this;
    if (status == RAAS_OK) status = plugin_->init(params, &said.error);
  });
  elsewhere([&] {
    if (status == RAAS_OK) status = plugin_->start();
  });
  if (status != RAAS_OK) throw std::runtime_error("begin: " + said.text() + plugin_->error());
}

void Home::destroy() {
  elsewhere([this] { plugin_->destroy(); });
  bell.close();
  host.restart();
}

void Home::advance(mock::Epochs epochs) {
  {
    const std::lock_guard lock(chain_lock_);
    host.advance(epochs);
  }
  elsewhere([this] { plugin_->deliver(); });
}

bool Home::settle() {
  for (;;) {
    elsewhere([this] { plugin_->pump(); });
    const auto flags = plugin_->pumped().flags;
    if ((flags & RAAS_PUMP_MORE) != 0) continue;
    if ((flags & RAAS_PUMP_WAITING) == 0) return true;
    if (!bell.wait()) return false;
  }
}

std::size_t Home::copies() const {
  std::size_t copies = 0;
  for (const auto& [key, deal] : host.asked) {
    if (deal.state == RAAS_DEAL_ACTIVE) ++copies;
  }
  return copies;
}

bool Home::live_until_asked(std::size_t deals) {
  for (mock::Epochs passed = 0; passed < life_epochs_max; ++passed) {
    if (host.asked.size() >= deals) return true;
    advance(1);
    if (!settle()) return false;
  }
  return false;
}

bool Home::live_until_copied() {
  for (mock::Epochs passed = 0; passed < life_epochs_max; passed += step_epochs) {
    advance(step_epochs);
    if (!settle()) return false;
    const std::string job = plugin_->ask("GET", "/jobs/1").body;
    if (has(job, R"("lasting":3)")) return true;
  }
  return false;
}

}  // namespace raas_test
