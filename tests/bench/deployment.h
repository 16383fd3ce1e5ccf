#pragma once

#include <raas/raas.h>

#include <cstdint>
#include <string>

#include "support/abi_plugin.h"
#include "support/temporary_folder.h"

namespace raas_bench {

/// The CID of some data: always the same one for the same number.
[[nodiscard]] std::string cid_of(std::uint64_t number);

/// The plugin through its library, with so many jobs that nothing is to be done for: what is left
/// is what it costs to have them.
class Deployment {
 public:
  explicit Deployment(std::uint64_t jobs);

  [[nodiscard]] std::uint64_t jobs() const { return jobs_; }
  [[nodiscard]] raas_test::AbiHost& host() { return host_; }
  [[nodiscard]] raas_test::AbiPlugin& plugin() { return plugin_; }
  [[nodiscard]] const raas_plugin_hooks& hooks() const { return *hooks_; }
  [[nodiscard]] const raas_plugin_api& api() const { return *api_; }

 private:
  void register_jobs(std::uint64_t first, std::uint64_t count);

  std::uint64_t jobs_;
  raas_test::TemporaryFolder folder_;
  raas_test::AbiHost host_;
  raas_test::AbiPlugin plugin_;
  const raas_plugin_hooks* hooks_ = nullptr;
  const raas_plugin_api* api_ = nullptr;
};

}  // namespace raas_bench
