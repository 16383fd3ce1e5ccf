#pragma once

#include <raas/raas.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/abi_host.h"

namespace raas_test {

/// The entry function of the library that the environment names (RAAS_PLUGIN), mapped once.
[[nodiscard]] raas_plugin_entry_fn plugin_entry_fn();
/// What it gives to a host that fits.
[[nodiscard]] const raas_plugin_entry& plugin_entry();

/// An answer of the plugin's API, copied.
struct ApiAnswer {
  raas_status returned = RAAS_OK;
  std::uint32_t status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// One instance of the plugin, driven by a host through nothing but the ABI.
class AbiPlugin {
 public:
  AbiPlugin(AbiHost& host, std::string state_dir, std::string config = "");
  ~AbiPlugin() { destroy(); }
  AbiPlugin(const AbiPlugin&) = delete;
  AbiPlugin& operator=(const AbiPlugin&) = delete;

  raas_status create();
  raas_status init();
  raas_status init(const raas_init& params, raas_error* err);
  raas_status start();
  raas_status pump();
  raas_status stop();
  void destroy();
  /// create(), init() and start(); throws if one of them is refused.
  AbiPlugin& begin();

  raas_status on_deals(const std::vector<const raas_deal_event*>& events);
  raas_status on_updates(const std::vector<const raas_deal_event*>& events);
  raas_status on_fetches(const std::vector<const raas_fetch_event*>& events);
  ApiAnswer ask(std::string_view method, std::string_view target, std::string_view body = "",
                std::string_view type = "application/json");
  raas_status handle(const raas_api_request& request, raas_api_response& response);

  /// Tells the plugin what the host has to tell of its requests.
  void deliver();
  /// Pumps until nothing is left to do at this moment.
  void settle();
  /// Delivers what the host has to tell, and settles, each @p step epochs for @p epochs.
  void run(mock::Epochs epochs, mock::Epochs step = 10);
  /// What init() is called with.
  [[nodiscard]] raas_init params() const;

  /// What the last call said went wrong; empty if it was fine.
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] const raas_pump_result& pumped() const { return pumped_; }
  [[nodiscard]] raas_instance* self() const { return self_; }

 private:
  raas_status done(raas_status status, const ErrorText& said);

  AbiHost& host_;
  std::string state_dir_;
  std::string config_;
  const raas_plugin_table& table_;
  raas_instance* self_ = nullptr;
  const raas_plugin_hooks* hooks_ = nullptr;
  const raas_plugin_api* api_ = nullptr;
  raas_pump_result pumped_{};
  std::string error_;
};

}  // namespace raas_test
