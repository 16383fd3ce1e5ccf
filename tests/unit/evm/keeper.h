#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <optional>
#include <string>

#include "adapters/evm/registration_follower.h"
#include "fake_chain.h"

/// What a service does with the news: jobs by request id, and the cursor, in one transaction.
class Keeper {
 public:
  explicit Keeper(FakeChain& chain, raas::evm::FollowerOptions options = {}) : chain_(chain) {
    options_ = std::move(options);
    options_.contract = FakeChain::contract;
    restart();
  }

  void restart() {
    follower_.emplace(chain_, options_);
    if (!cursor_.empty()) BOOST_REQUIRE(follower_->resume(cursor_));
  }

  /// One advance; what it brings is kept unless the service dies before.
  void step(bool dies = false) {
    const raas::RegistrationNews news = follower_->advance({.unix_ms = 0, .monotonic_ms = now_ms_});
    if (dies) {
      restart();
      return;
    }
    if (news.withdrawn_from) {
      jobs.erase(jobs.lower_bound(*news.withdrawn_from), jobs.end());
      ++withdrawals;
    }
    for (const raas::Registration& each : news.registrations) {
      told_twice += jobs.count(each.request_id);
      jobs[each.request_id] = each;
    }
    if (!news.cursor.empty()) cursor_ = news.cursor;
  }

  /// Long enough for a pass, or for the node to be asked again.
  void poll(unsigned steps = 60) {
    now_ms_ += 100000;
    for (unsigned i = 0; i < steps; ++i) step();
  }

  [[nodiscard]] const raas::RegistrationHealth& health() const { return follower_->health(); }

  std::map<std::uint64_t, raas::Registration> jobs;
  std::size_t told_twice = 0;
  unsigned withdrawals = 0;

 private:
  FakeChain& chain_;
  raas::evm::FollowerOptions options_;
  std::optional<raas::evm::RegistrationFollower> follower_;
  std::string cursor_;
  raas::Millis now_ms_ = 1000;
};
