/**
 * @file checked_plugin.h
 * For a host in C++: one instance of a plugin, called by the rules of the ABI.
 */
#ifndef RAAS_CPP_CHECKED_PLUGIN_H
#define RAAS_CPP_CHECKED_PLUGIN_H

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "../raas.h"
#include "answer.h"
#include "gate.h"

namespace raas::abi {

/// Calls an instance, moves it from state to state, and lets no exception of it through. A call
/// that would break the contract (from another call, in a wrong state) is not made: the answer is
/// RAAS_E_MISUSE with `host misused: pump() called while ready`. What the plugin throws becomes
/// RAAS_E_INTERNAL with `plugin misused: pump(): the plugin threw ...`.
class CheckedPlugin {
 public:
  /// @param gate  Of this instance alone; the host's tables ask it, too. Both outlive this.
  CheckedPlugin(const raas_plugin_table& table, Gate& gate) : table_(table), gate_(gate) {}
  CheckedPlugin(const CheckedPlugin&) = delete;
  CheckedPlugin& operator=(const CheckedPlugin&) = delete;

  [[nodiscard]] Answer create(const raas_host_table& host) {
    if (self_ != nullptr) return {RAAS_E_MISUSE, "host misused: create() called a second time"};
    gate_.set_stage(Stage::created);
    Answer answer = call("create", {Stage::created},
                         [&](raas_error* err) { return table_.create(&host, &self_, err); });
    if (!answer.is_ok()) self_ = nullptr;
    return answer;
  }
  [[nodiscard]] Answer init(const raas_init& params) {
    return moved(Stage::ready, call("init", {Stage::created}, [&](raas_error* err) {
                   return table_.init(self_, &params, err);
                 }));
  }
  [[nodiscard]] Answer start(const raas_tick& now) {
    return call("start", {Stage::ready}, [&](raas_error* err) {
      // The plugin may call back at once.
      gate_.set_stage(Stage::running);
      const raas_status status = table_.start(self_, &now, err);
      if (status < RAAS_OK) gate_.set_stage(Stage::ready);
      return status;
    });
  }
  [[nodiscard]] Answer pump(const raas_tick& now, raas_pump_result& ret) {
    return served("pump", [&](raas_error* err) { return table_.pump(self_, &now, &ret, err); });
  }
  [[nodiscard]] Answer stop(const raas_tick& now, std::int64_t deadline_ms) {
    return moved(Stage::draining, call("stop", {Stage::running}, [&](raas_error* err) {
                   return table_.stop(self_, &now, deadline_ms, err);
                 }));
  }
  /// A call of the hooks or of the API, which @p work(err) makes.
  template <class Work>
  [[nodiscard]] Answer served(const char* function, const Work& work) {
    return call(function, {Stage::running, Stage::draining}, work);
  }
  /// The plugin's table with an id, e.g. extension<raas_plugin_api>(RAAS_PLUGIN_API_ID); NULL = it
  /// has none.
  template <class Table>
  [[nodiscard]] const Table* extension(const char* id) {
    const void* found = nullptr;
    const Answer answer =
        call("get_extension", {Stage::ready, Stage::running, Stage::draining}, [&](raas_error*) {
          found = table_.get_extension(self_, id);
          return static_cast<raas_status>(RAAS_OK);
        });
    return answer.is_ok() ? static_cast<const Table*>(found) : nullptr;
  }

  /// Takes the instance out, for destroy(); nothing can be called after that.
  [[nodiscard]] raas_instance* given_up() noexcept {
    gate_.set_stage(Stage::destroyed);
    return std::exchange(self_, nullptr);
  }
  [[nodiscard]] raas_instance* self() const noexcept { return self_; }

 private:
  template <class Work>
  [[nodiscard]] Answer call(const char* function, std::initializer_list<Stage> allowed,
                            const Work& work) {
    const Gate::Call entered(gate_);
    std::string breach = entered.entered()
                             ? gate_.breach_by_host(function, allowed)
                             : std::string(function) + "() called from inside of another call";
    if (!breach.empty()) return {RAAS_E_MISUSE, "host misused: " + breach};
    return called("plugin misused: " + std::string(function) + "(): the plugin", work);
  }
  [[nodiscard]] Answer moved(Stage stage, Answer answer) {
    if (answer.is_ok()) gate_.set_stage(stage);
    return answer;
  }

  const raas_plugin_table& table_;
  Gate& gate_;
  raas_instance* self_ = nullptr;
};

}  // namespace raas::abi

#endif
