#pragma once

#include <boost/json.hpp>
#include <string>

#include "sim/sim.h"
#include "support/temporary_folder.h"

namespace raas::test {

/// RAAS_TEST_SCALE, in percent, of @p number; never less than @p least.
[[nodiscard]] std::int64_t scaled(std::int64_t number, std::int64_t least);

/// The plugin as it is released, with 30 providers and seed 1.
[[nodiscard]] mock::SimOptions simulation(mock::Epochs epochs, std::uint32_t jobs);

/// Has a simulation read @p text as its scenario, as long as this lives.
class Scenario {
 public:
  Scenario(mock::SimOptions& options, const std::string& text);

 private:
  raas_test::TemporaryFolder folder_;
};

/// Runs it. The judge, who sees the chain as it is, must have found nothing.
[[nodiscard]] boost::json::object report_of(const mock::SimOptions& options);
/// Runs it, whatever the judge finds.
[[nodiscard]] boost::json::object unjudged_report_of(const mock::SimOptions& options);

/// The number at a JSON pointer.
[[nodiscard]] std::int64_t number_in(const boost::json::object& report, std::string_view pointer);

/// JSON-RPC calls of all methods.
[[nodiscard]] std::uint64_t calls_in(const boost::json::object& report);

}  // namespace raas::test
