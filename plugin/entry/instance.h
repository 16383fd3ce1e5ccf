#pragma once

#include <raas/cpp/checked_host.h>
#include <raas/raas.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "control/intake.h"
#include "entry/error_out.h"

namespace raas::entry {

struct Parts;

/// One plugin instance behind the C face: checks state and thread use, translates, and calls the
/// service.
class Instance {
 public:
  explicit Instance(const raas_host_table* host);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] Answer init(const raas_init& params);
  [[nodiscard]] Answer start(const raas_tick& now);
  [[nodiscard]] Answer pump(const raas_tick& now, raas_pump_result& ret);
  [[nodiscard]] Answer stop(const raas_tick& now);
  [[nodiscard]] Answer on_deals(std::span<const raas_deal_event* const> events);
  [[nodiscard]] Answer on_fetches(std::span<const raas_fetch_event* const> events);
  [[nodiscard]] Answer handle(const raas_api_request& request, raas_api_response& ret);

  /// Tells the host's log what the host did wrong, and gives the answer to it.
  [[nodiscard]] Answer misused(const std::string& what);

  /// Marks a host-to-plugin call. Not `entered` if another one is under way: the host's bug.
  class Call {
   public:
    explicit Call(Instance& instance);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    [[nodiscard]] bool entered() const { return call_.entered(); }

   private:
    Instance& instance_;
    abi::Gate::Call call_;
  };

 private:
  using Stage = abi::Stage;

  [[nodiscard]] Answer in_stage(std::initializer_list<Stage> allowed, const char* function);
  [[nodiscard]] bool serves() const {
    return gate_.stage() == Stage::running || gate_.stage() == Stage::draining;
  }

  const raas_host_table& host_;
  abi::Gate gate_;
  abi::CheckedHost checked_host_;  ///< What all others see of the host.
  std::unique_ptr<Parts> parts_;
  std::string response_body_;
  std::vector<std::pair<std::string, std::string>> response_fields_;
  std::vector<raas_header> response_headers_;
};

}  // namespace raas::entry
