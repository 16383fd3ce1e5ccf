#pragma once

#include <string>

#include "aggregator/aggregator.h"
#include "sim/synthetic_store.h"

namespace mock::test {

/// An aggregator with a few payloads, all in its store; nothing goes wrong unless a test says so.
struct Shop {
  explicit Shop(const std::string& database = ":memory:", std::uint32_t reject_ppm = 0)
      : Shop(options(database, reject_ppm)) {}
  explicit Shop(const AggregatorOptions& options) : store(1, 5), aggregator(options, store) {
    for (const auto& payload : store.payloads()) store.set_held(payload.cid, true);
  }

  static AggregatorOptions options(const std::string& database, std::uint32_t reject_ppm) {
    AggregatorOptions options;
    options.database = database;
    options.population.count = 10;
    options.population.reject_ppm = reject_ppm;
    options.population.never_seal_ppm = 0;
    options.population.slow_seal_ppm = 0;
    options.population.retrieval_failure_ppm = 0;
    return options;
  }

  [[nodiscard]] DealTerms terms(const std::string& key, std::size_t payload = 0) const {
    DealTerms terms;
    terms.key = key;
    terms.payload_cid = store.payloads()[payload].cid;
    terms.piece_cid = store.payloads()[payload].piece_cid;
    terms.piece_size = store.payloads()[payload].piece_size;
    terms.provider = 1003;
    terms.duration_epochs = 540 * epochs_per_day;
    terms.start_epoch_max = aggregator.now() + 8 * epochs_per_day;
    terms.reason = "replication";
    return terms;
  }

  void run(Epochs epochs) { aggregator.advance_to(aggregator.now() + epochs); }

  SyntheticStore store;
  Aggregator aggregator;
};

}  // namespace mock::test
