#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "filecoin/chain.h"
#include "front/http_client.h"

namespace mock {

/// The demo cannot go on.
class DemoFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One deal as the aggregator's book and the chain have it.
struct DemoDeal {
  std::string cid;
  std::string reason;
  std::string state;
  std::string provider;
  bool is_healthy = false;
  Epoch accepted = no_epoch;
  Epoch active = no_epoch;
  Epoch end = no_epoch;
};

/// Where things stand.
struct DemoState {
  Epoch epoch = 0;
  Epochs since_start = 0;
  std::uint64_t asked = 0;
  std::uint64_t healthy = 0;
  std::uint64_t pending = 0;
};

/// What the judge says of repairs and renewals.
struct DemoReport {
  std::uint64_t repairs = 0;
  Epochs fault_to_deal_max = 0;
  std::uint64_t renewals = 0;
  Epochs margin_left_min = 0;
  std::vector<std::string> violations;
};

/// The aggregator as its clients see it, over HTTP; and the hand in the simulated world. Throws
/// DemoFailure.
class DemoWorld {
 public:
  explicit DemoWorld(const std::string& url) : client_(url) {}

  /// Uploads a file; its CID.
  [[nodiscard]] std::string upload(const std::string& name, const std::string& content);
  /// POST /register_jobs; the job's number.
  [[nodiscard]] std::uint64_t register_job(const std::string& order);
  void amend_job(std::uint64_t job, const std::string& change);
  [[nodiscard]] std::vector<DemoDeal> deals();
  [[nodiscard]] DemoState state();
  [[nodiscard]] DemoReport report();
  /// Lets chain time pass; where things stand then.
  [[nodiscard]] DemoState advance(Epochs epochs);
  void provider_leaves(const std::string& provider);

 private:
  HttpClient client_;
};

}  // namespace mock
