#include <iostream>
#include <type_traits>
#include <variant>

#include "commands/command_line.h"
#include "commands/demo.h"
#include "commands/plugin_place.h"
#include "commands/run.h"
#include "sim/sim.h"
#include "validate/fuzz.h"
#include "validate/validate.h"

namespace {

mock::SimOptions with_plugin(mock::SimOptions options) {
  if (options.plugin.empty()) options.plugin = mock::plugin_beside_this_program();
  return options;
}

int perform(const mock::Command& command) {
  return std::visit(
      [](const auto& options) {
        using Options = std::decay_t<decltype(options)>;
        if constexpr (std::is_same_v<Options, mock::Finished>) {
          return options.exit_status;
        } else if constexpr (std::is_same_v<Options, mock::SimOptions>) {
          return mock::run_sim(with_plugin(options), std::cout);
        } else if constexpr (std::is_same_v<Options, mock::ValidateOptions>) {
          return mock::run_validate(options, std::cout, std::cerr);
        } else if constexpr (std::is_same_v<Options, mock::FuzzOptions>) {
          return mock::run_fuzz(options, std::cout, std::cerr);
        } else if constexpr (std::is_same_v<Options, mock::DemoOptions>) {
          return static_cast<int>(mock::run_demo(options, std::cout, std::cerr));
        } else {
          return static_cast<int>(mock::run_host(options, std::cout, std::cerr));
        }
      },
      command);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return perform(mock::parse_command_line(argc, argv, std::cout, std::cerr));
  } catch (const std::exception& failure) {
    std::cerr << "mock-host: " << failure.what() << "\n";
    return static_cast<int>(mock::ExitStatus::could_not_run);
  }
}
