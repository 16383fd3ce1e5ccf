#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "front/http_client.h"
#include "support/spawned.h"
#include "support/temporary_folder.h"

namespace e2e {

/// How long a program may take for a line or its end.
inline constexpr std::chrono::seconds patience{60};

/// How an aggregator's folder differs from the usual one.
struct Setting {
  bool has_plugin = true;
  bool has_token = false;
  unsigned providers = 12;
  std::uint64_t seed = 1;
  std::uint64_t disk_reserve_bytes = 0;
};

/// An aggregator's folder with aggregator.json, plugins and data.
class HostFolder {
 public:
  explicit HostFolder(const Setting& setting = {});

  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return folder_.path() / name;
  }
  [[nodiscard]] std::string config() const { return path("aggregator.json").string(); }
  void write(const std::string& name, const std::string& text) const;

 private:
  raas_test::TemporaryFolder folder_;
};

/// `mock-host run` on such a folder, with a client.
class RunningHost {
 public:
  /// Waits until it listens; throws std::runtime_error with its errors if it does not.
  explicit RunningHost(const HostFolder& folder,
                       std::vector<std::string> options = {"--speed", "0"});

  [[nodiscard]] mock::HttpClient& client() { return *client_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] raas_test::Spawned& program() { return *program_; }
  /// SIGKILL, and waits for the end.
  void kill();
  /// SIGTERM; its exit status, -1 if it does not end in time.
  [[nodiscard]] int stop();

 private:
  std::unique_ptr<raas_test::Spawned> program_;
  std::string url_;
  std::unique_ptr<mock::HttpClient> client_;
};

/// The program and the plugin under test.
[[nodiscard]] std::string mock_host();
[[nodiscard]] std::string plugin();
/// What is asked of long tests, in percent of the usual.
[[nodiscard]] unsigned scale_percent();

}  // namespace e2e
