#include "validate/life.h"

#include <thread>

#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

// A thread that was joined can be listed for a moment longer.
constexpr int looks_max = 200;
constexpr std::chrono::milliseconds look_again{5};

}  // namespace

void give_work(Trial& trial) {
  auto& aggregator = trial.host().aggregator;
  for (const Payload& payload : trial.host().store.payloads()) {
    static_cast<void>(aggregator.make_first_deal(payload));
    static_cast<void>(trial.ask("POST", "/register_jobs",
                                R"({"cid":")" + payload.cid + R"(","replication":{"copies":2}})"));
  }
  aggregator.commit();
}

raas_deal made_up_deal(const Payload& payload, std::uint64_t number) {
  raas_deal deal{};
  deal.struct_size = sizeof deal;
  deal.state = RAAS_DEAL_PUBLISHED;
  deal.flags = RAAS_DEAL_HAS_DEAL_ID;
  deal.payload_cid = str_of(payload.cid);
  deal.piece_cid = str_of(payload.piece_cid);
  deal.piece_size = payload.piece_size;
  deal.provider = str_of("f01003");
  deal.deal_id = 1000000 + number;
  deal.start_epoch = 5010000;
  deal.end_epoch = 6500000;
  return deal;
}

Footprint Footprint::now() {
  return {threads_now().size(), descriptors_now().size()};
}

void expect_unchanged(const Footprint& before, const std::string& when, Findings& findings) {
  Footprint after = Footprint::now();
  for (int look = 0; look < looks_max && after.threads > before.threads; ++look) {
    std::this_thread::sleep_for(look_again);
    after = Footprint::now();
  }
  // A thread that was joined stays listed for a moment, so that there can be fewer than before.
  findings.expect(after.threads <= before.threads, when + ": " + std::to_string(after.threads) +
                                                       " threads, before " +
                                                       std::to_string(before.threads));
  findings.expect(after.descriptors == before.descriptors,
                  when + ": " + std::to_string(after.descriptors) + " open files, before " +
                      std::to_string(before.descriptors));
}

}  // namespace mock
