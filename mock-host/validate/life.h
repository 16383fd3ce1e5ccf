#pragma once

#include "validate/trial.h"

namespace mock {

/// Gives the plugin something to do: the aggregator makes a first deal for each of its payloads,
/// and a client registers each at the plugin's API. A plugin without such an API says so, which is
/// fine.
void give_work(Trial& trial);

/// A deal that the chain does not know; its texts are those of @p payload.
[[nodiscard]] raas_deal made_up_deal(const Payload& payload, std::uint64_t number);

/// The state of threads and files of this process, to be compared later.
struct Footprint {
  std::size_t threads = 0;
  std::size_t descriptors = 0;

  [[nodiscard]] static Footprint now();
};

/// Notes what is there that was not.
void expect_unchanged(const Footprint& before, const std::string& when, Findings& findings);

}  // namespace mock
