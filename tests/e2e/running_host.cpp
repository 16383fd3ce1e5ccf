#include "running_host.h"

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace e2e {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::string_view first_line = "listening on ";

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set");
  return value;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::string mock_host() {
  return from_environment("MOCK_HOST");
}
std::string plugin() {
  return from_environment("RAAS_PLUGIN");
}

unsigned scale_percent() {
  const char* text = std::getenv("RAAS_TEST_SCALE");
  return text == nullptr ? 100 : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

HostFolder::HostFolder(const Setting& setting) {
  fs::create_directory(path("plugins"));
  if (setting.has_plugin) {
    fs::copy_file(plugin(), path("plugins") / "libraas_plugin.so");
    fs::permissions(path("plugins") / "libraas_plugin.so", fs::perms::owner_all);
  }
  if (setting.has_token) write("token", "let-me-in\n");
  const std::string seed = std::to_string(setting.seed);
  write("aggregator.json",
        "{\n\"disk_reserve_bytes\": " + std::to_string(setting.disk_reserve_bytes) + ",\n" +
            (setting.has_token ? "\"token_file\": \"token\",\n" : "") +
            (setting.has_plugin
                 ? R"("plugins": [{"name": "raas", "enabled": true, "file": "libraas_plugin.so",
                                    "config": {"chain": {"rpc_url": "${RPC_URL}"}}}],)"
                 : "") +
            "\n\"chain\": {\"seed\": " + seed + "}, \"providers\": {\"seed\": " + seed +
            ", \"count\": " + std::to_string(setting.providers) +
            "},\n\"deals\": {\"seed\": " + seed + ", \"first_duration_epochs\": 518400}\n}\n");
}

void HostFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path(name)) << text;
}

RunningHost::RunningHost(const HostFolder& folder, std::vector<std::string> options) {
  options.insert(options.begin(), {"run", "--config", folder.config()});
  const auto errors = folder.path("errors");
  program_ = std::make_unique<raas_test::Spawned>(mock_host(), options, errors.string());
  const auto line = program_->line(patience);
  if (!line || !line->starts_with(first_line)) {
    throw std::runtime_error("mock-host does not listen: " + line.value_or("") + "\n" +
                             text_of(errors));
  }
  url_ = line->substr(first_line.size());
  client_ = std::make_unique<mock::HttpClient>(url_);
}

std::uint16_t RunningHost::port() const {
  std::uint16_t port = 0;
  std::from_chars(url_.data() + url_.rfind(':') + 1, url_.data() + url_.size(), port);
  return port;
}

void RunningHost::kill() {
  program_->send_signal(SIGKILL);
  if (!program_->exit_status(patience)) throw std::runtime_error("mock-host survives SIGKILL");
}

int RunningHost::stop() {
  program_->send_signal(SIGTERM);
  return program_->exit_status(patience).value_or(-1);
}

}  // namespace e2e
