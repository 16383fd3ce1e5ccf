#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/refusal.h"
#include "raas/cpp/gate.h"
#include "raas/host.h"

namespace mock {

/// Where a plugin instance is in its life.
using LifeStage = raas::abi::Stage;

/// Takes the plugin's log lines: level, event, message.
using LogSink = std::function<void(raas_log_level, std::string_view, std::string_view)>;

/// The state of the calls between host and one plugin instance: who is inside of what, what was
/// handed out until the call returns, how often each function was called, and which calls shall
/// fail for a test.
class CallScope {
 public:
  explicit CallScope(LogSink log) : log_(std::move(log)), gate_([this] { end_loans(); }) {}

  /// One call from the host into the plugin; what was handed out meanwhile dies with it.
  class Entry {
   public:
    explicit Entry(CallScope& scope) : call_(scope.gate_) {}

   private:
    raas::abi::Gate::Call call_;
  };

  [[nodiscard]] raas::abi::Gate& gate() { return gate_; }
  void set_stage(LifeStage stage) { gate_.set_stage(stage); }
  [[nodiscard]] LifeStage stage() const { return gate_.stage(); }

  /// Called first by every host function: counts it, and says why it must not go on (misuse, or a
  /// refusal that a test asked for). `from` is the first stage in which it is allowed.
  [[nodiscard]] std::optional<Refusal> admit(std::string_view function, LifeStage from);
  /// Whether this thread is inside of a call into the plugin.
  [[nodiscard]] bool is_inside() const { return gate_.is_inside(); }
  /// Inside of an entry: the call goes on on this thread.
  void go_on_here() { gate_.go_on_here(); }
  /// Rises with each call into the plugin.
  [[nodiscard]] std::uint64_t call_number() const { return gate_.calls(); }
  /// Notes a breach of the contract by the plugin: which function, and what it did.
  void misuse(const std::string& what);
  void log(raas_log_level level, std::string_view event, std::string_view message) const;

  /// Keeps bytes until the outermost call returns.
  [[nodiscard]] raas_str lend(std::string text);
  /// Keeps an array until the outermost call returns.
  template <class T>
  [[nodiscard]] const T* lend_array(std::vector<T> items) {
    auto loan = std::make_unique<ArrayLoan<T>>();
    loan->items = std::move(items);
    const T* first = loan->items.data();
    loans_.push_back(std::move(loan));
    return first;
  }

  /// The calls after the next @p skip calls of @p function answer @p status, @p times times.
  void inject(const std::string& function, std::uint64_t skip, std::uint64_t times,
              Refusal refusal);

  [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& calls() const {
    return calls_;
  }
  /// Breaches of the contract so far, the first 100.
  [[nodiscard]] std::vector<std::string> misuses() const;

 private:
  struct Injection {
    std::uint64_t skip = 0;
    std::uint64_t times = 0;
    Refusal refusal;
  };
  struct Loan {
    virtual ~Loan() = default;
  };
  template <class T>
  struct ArrayLoan : Loan {
    std::vector<T> items;
  };

  static constexpr std::size_t misuses_max = 100;

  [[nodiscard]] std::optional<Refusal> injected(std::string_view function);

  void end_loans() {
    texts_.clear();
    loans_.clear();
  }

  LogSink log_;
  raas::abi::Gate gate_;
  std::deque<std::string> texts_;
  std::vector<std::unique_ptr<Loan>> loans_;
  std::map<std::string, std::uint64_t, std::less<>> calls_;
  std::map<std::string, Injection, std::less<>> injections_;
  mutable std::mutex misuse_lock_;
  std::vector<std::string> misuses_;
};

}  // namespace mock
