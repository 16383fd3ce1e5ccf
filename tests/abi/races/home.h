#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "abi/face/bench.h"
#include "support/tcp_server.h"

namespace raas_test {

/// Runs @p work on a thread of its own, and waits for its end.
template <class Work>
void elsewhere(Work&& work) {
  std::thread(std::forward<Work>(work)).join();
}

/// What the plugin wakes, from whatever thread.
class Bell {
 public:
  void ring();
  /// False if it was not rung within a minute.
  [[nodiscard]] bool wait();
  /// From now on, to ring is a mistake.
  void close();
  void open();
  [[nodiscard]] std::size_t rung_when_closed() const;

 private:
  mutable std::mutex lock_;
  std::condition_variable rung_;
  bool is_rung_ = false;
  bool is_closed_ = false;
  std::size_t rung_when_closed_ = 0;
};

/// A host with its node behind TCP, which one instance of the plugin after the other lives in. What
/// the plugin is asked, it is asked from another thread each time.
class Home {
 public:
  Home();

  AbiHost host;
  Bell bell;

  void begin();
  /// Gone, whatever is under way.
  void destroy();
  /// Lets time pass, and tells the plugin what there is to tell.
  void advance(mock::Epochs epochs);
  /// Until nothing is left to do at this moment; false if a wake does not come.
  bool settle();
  /// True if so many deals are asked for, within a reasonable time.
  bool live_until_asked(std::size_t deals);
  /// True if all that is wanted is there, within a reasonable time.
  bool live_until_copied();
  /// From now on the node takes questions and answers none.
  void silence_node(bool is_silent);
  [[nodiscard]] std::size_t questions() const { return node_.requests().size(); }

  [[nodiscard]] AbiPlugin& plugin() { return *plugin_; }
  [[nodiscard]] std::size_t copies() const;

 private:
  [[nodiscard]] raas::test::TcpAnswer answer(const raas::test::HttpRequest& request);

  TemporaryFolder folder_;
  std::mutex chain_lock_;
  bool is_silent_ = false;
  mock::LotusRpc rpc_;
  std::string config_;
  std::unique_ptr<AbiPlugin> plugin_;
  raas::test::TcpServer node_;  ///< Last: its thread uses the others.
};

}  // namespace raas_test
