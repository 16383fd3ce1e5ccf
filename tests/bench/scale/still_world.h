#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "adapters/lotus/lotus_chain_view.h"
#include "control/service.h"

namespace raas::bench {

/// Carries nothing.
class SilentTransport : public Transport {
 public:
  Result<std::uint64_t> send(std::string, Millis) override { return ++tickets_; }
  std::vector<TransportReply> take_replies() override { return {}; }

 private:
  std::uint64_t tickets_ = 0;
};

/// A host and a chain that answer at once and keep nothing: what is measured is the service, its
/// store and the list of what is watched on the chain. The chain says what the bench hands to it.
class StillWorld : public HostDeals,
                   public HostData,
                   public Directory,
                   public ChainView,
                   public Events {
 public:
  boost::system::result<std::uint64_t, HostRefusal> make_deal(const DealRequest&) override {
    return ++deals_asked;
  }
  Result<HostDeal> find_request(std::string_view) override {
    return Error{Code::not_found, "no such key"};
  }
  Status cancel(std::uint64_t) override { return {}; }
  Result<std::vector<HostDeal>> list_deals(std::string_view, std::size_t) override {
    return std::vector<HostDeal>();
  }
  boost::system::result<std::uint64_t, HostRefusal> fetch(std::string_view,
                                                          std::span<const FetchSource>) override {
    return std::uint64_t{1};
  }
  Result<Fetch> get_fetch(std::uint64_t id) override {
    return Fetch{.id = id, .state = FetchState::ready, .data_handle = 1};
  }
  void release(std::uint64_t) override {}
  [[nodiscard]] bool exists() const override { return false; }
  Result<std::vector<Candidate>> list() override { return std::vector<Candidate>(); }

  void watch(const Replica& replica) override { chain_.watch(replica); }
  void forget(ReplicaId replica) override { chain_.forget(replica); }
  void recheck(ReplicaId) override { ++rechecks; }
  ChainReport advance(Now now) override {
    return {.readings = std::exchange(readings, {}),
            .next_monotonic_ms = now.monotonic_ms + 60'000,
            .cursor = {}};
  }
  [[nodiscard]] const ChainHealth& health() const override { return health_; }
  [[nodiscard]] const ChainTime& time() const override { return time_; }
  [[nodiscard]] ChainCounters counters() const override { return {}; }
  [[nodiscard]] bool is_waiting() const override { return false; }

  void emit(const Event&) override {}
  [[nodiscard]] bool wants(Level) const override { return false; }

  void set_epoch(Epoch epoch) {
    epoch_ = epoch;
    health_ = {.trusted = true, .tip = epoch - 20, .head = epoch, .because = {}};
  }
  [[nodiscard]] Now now() const {
    return {.unix_ms = time_.unix_ms_at(epoch_), .monotonic_ms = epoch_ * time_.epoch_ms};
  }

  std::vector<Reading> readings;  ///< Told by the next pump.
  std::uint64_t deals_asked = 0;
  std::uint64_t rechecks = 0;

 private:
  Epoch epoch_ = 0;
  ChainHealth health_;
  ChainTime time_;
  SilentTransport transport_;
  LotusChainView chain_{LotusOptions{}, transport_, *this};
};

}  // namespace raas::bench
