#include "commands/command_line.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <regex>
#include <string>
#include <vector>

namespace mock {
namespace {

constexpr const char* about =
    "mock-host: an aggregator in miniature, with a simulated Filecoin behind it.\n\n"
    "It loads the RaaS plugin as a real aggregator does, takes clients' data over HTTP, makes "
    "deals with\n"
    "simulated storage providers, and lets you watch how copies are replicated, renewed and "
    "repaired.";

constexpr const char* about_end =
    "\nExamples:\n"
    "  mock-host demo\n"
    "      The three stories (replication, renewal, repair) in well under a minute.\n"
    "  mock-host run --config aggregator.json\n"
    "      Serves until Ctrl-C. The first line printed is the address to talk to.\n"
    "  mock-host run --config aggregator.json --speed max --epochs 100000 --report report.json\n"
    "      About a month of chain time, as fast as it goes, and then a report.\n"
    "  mock-host sim --seed 1 --epochs 1600000 --jobs 1000 --providers 50\n"
    "      A year and a half with a thousand jobs, without any network. Same seed, same report.\n"
    "  mock-host sim --mixed --seeds 1..1000 --epochs 200000 --jobs 200\n"
    "      A thousand runs, each with other troubles. Failures are told with their replay.\n"
    "  mock-host validate libraas_plugin.so\n"
    "      Whether a plugin keeps all promises of the host ABI, each looked at in its own "
    "process.\n"
    "\nExit status: 0 all is well; 1 rules were broken, or, in the demo, copies are missing; 2 the "
    "command line "
    "or the\n"
    "configuration is wrong; 3 a plugin, port, file or folder cannot be used.\n"
    "\nAn epoch is 30 seconds of chain time; a day is 2880 epochs.";

constexpr const char* run_end =
    "\nThen, from another terminal (the address is the first line that run prints):\n"
    "  curl -F file=@photo.jpg http://127.0.0.1:PORT/api/uploadFile\n"
    "  curl http://127.0.0.1:PORT/\n";

/// "max" or a number of at least 0.
std::string speed_complaint(const std::string& text) {
  if (text == "max") return {};
  double factor = 0;
  constexpr double factor_max = speed_max;
  const bool is_number = CLI::detail::lexical_cast(text, factor);
  if (is_number && factor >= 0 && factor <= factor_max) return {};
  return "\"" + text + "\", expected max or a number from 0 to 1e9";
}

Speed speed_of(const std::string& text) {
  Speed speed;
  speed.is_max = text == "max";
  if (!speed.is_max) CLI::detail::lexical_cast(text, speed.factor);
  return speed;
}

/// CLI11 takes "-1" and numbers beyond 64 bits for the largest number there is.
std::string whole_number_complaint(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble == std::errc() && end == text.data() + text.size()) return {};
  return text + ": expected a whole number from 0 to 18446744073709551615";
}

/// Found out before a long run, not after it.
std::string writable_complaint(const std::string& text) {
  const bool was_there = std::filesystem::exists(text);
  const bool is_good = std::ofstream(text, std::ios::app).good();
  std::error_code ignored;
  if (is_good && !was_there) std::filesystem::remove(text, ignored);
  return is_good ? std::string() : text + ": cannot be written";
}

std::string url_complaint(const std::string& text) {
  static const std::regex url("http://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}");
  return std::regex_match(text, url) ? std::string() : text + ": expected http://HOST:PORT";
}

std::string account_complaint(const std::string& text) {
  static const std::regex account("0x[0-9a-fA-F]{40}");
  return std::regex_match(text, account) ? std::string() : text + ": expected 0x and 40 digits";
}

bool is_on_this_machine(const std::string& url) {
  static const std::regex loopback("http://(127\\.[0-9.]+|localhost|\\[::1\\]):.*");
  return std::regex_match(url, loopback);
}

const CLI::Validator whole_number(whole_number_complaint, "");
const CLI::Validator writable(writable_complaint, "FILE");

template <class Target>
void describe_profile(CLI::App& command, Target& profile) {
  const std::vector<std::string> names = {"full", "gateway", "flaky", "lying"};
  command
      .add_option_function<std::string>(
          "--profile",
          [&profile](const std::string& name) {
            if (const auto named = profile_named(name)) profile = *named;
          },
          "The simulated Lotus node: full = it always works; gateway = lotus-gateway, with its\n"
          "methods and look-back; flaky = with outages, lag, reorgs and spoiled answers; lying =\n"
          "for hours it says of healthy copies that they are gone")
      ->check(CLI::IsMember(names))
      ->default_str("full");
}

void describe_run(CLI::App& run, RunOptions& options, std::string& speed) {
  run.footer(run_end);
  run.add_option("--config", options.config, "aggregator.json: plugins, addresses, folders, chain")
      ->required()
      ->check(CLI::ExistingFile);
  run.add_option("--epochs", options.epochs, "Stop after so many epochs of chain time")
      ->check(CLI::Range(Epochs{1}, Epochs{1000000000}));
  run.add_option(
         "--speed", speed,
         "Simulated seconds in one real second; max = from event to event, as fast as work\n"
         "allows; 0 = time stands still until it is told to go on over HTTP")
      ->check(CLI::Validator(speed_complaint, "NUMBER|max"))
      ->capture_default_str();
  const std::map<std::string, raas_log_level> levels = {{"trace", RAAS_LOG_TRACE},
                                                        {"debug", RAAS_LOG_DEBUG},
                                                        {"info", RAAS_LOG_INFO},
                                                        {"warn", RAAS_LOG_WARN},
                                                        {"error", RAAS_LOG_ERROR}};
  run.add_option(
         "--log-level", options.log_level,
         "What the plugin logs to stderr, from this level on: trace, debug, info, warn, error")
      ->transform(CLI::CheckedTransformer(levels))
      ->default_str("info");
  describe_profile(run, options.profile);
  run.add_option("--evm", options.evm_url,
                 "http://HOST:PORT of an EVM (anvil) that the simulated network is to have: eth_\n"
                 "methods are then served beside Filecoin's, and the plugin gets a wallet")
      ->check(CLI::Validator(url_complaint, "URL"));
  run.add_option("--evm-account", options.evm_account,
                 "The wallet's account, one whose key the EVM holds; its first if not given")
      ->check(CLI::Validator(account_complaint, "ADDRESS"));
  run.add_flag("--evm-anywhere", options.evm_anywhere,
               "The EVM may be on another machine: whoever it is, it is told to send transactions");
  run.add_option("--report", options.report, "Write the judge's report (JSON) here at the end")
      ->check(writable);
}

void describe_demo(CLI::App& demo, DemoOptions& options) {
  demo.add_option("--plugin", options.plugin,
                  "The plugin's library, if it is not where the build puts it")
      ->check(CLI::ExistingFile);
  demo.add_option("--seed", options.seed,
                  "Another seed, other providers and another course of events")
      ->check(whole_number)
      ->capture_default_str();
  demo.add_option("--report", options.report, "Write the judge's report (JSON) here at the end");
}

/// "7" or "1..1000".
std::optional<SeedRange> seeds_in(const std::string& text) {
  const auto dots = text.find("..");
  const auto first = text.substr(0, dots);
  const auto last = dots == std::string::npos ? first : text.substr(dots + 2);
  if (!whole_number_complaint(first).empty() || !whole_number_complaint(last).empty()) return {};
  const SeedRange seeds{std::stoull(first), std::stoull(last)};
  return seeds.last < seeds.first ? std::nullopt : std::optional(seeds);
}

std::string seeds_complaint(const std::string& text) {
  return seeds_in(text) ? std::string() : "\"" + text + "\", expected a range such as 1..1000";
}

void describe_many(CLI::App& sim, SimOptions& options) {
  sim.add_option_function<std::string>(
         "--seeds", [&options](const std::string& text) { options.seeds = seeds_in(text); },
         "One run for each seed, each in a process of its own, e.g. 1..1000")
      ->check(CLI::Validator(seeds_complaint, "FIRST..LAST"));
  sim.add_option("--parallel", options.parallel,
                 "So many of them at a time; 0 = as many as there are cores")
      ->check(CLI::Range(0U, 1024U))
      ->capture_default_str();
  sim.add_option(
         "--shrink", options.shrink,
         "The run of this seed, again and again with less, as long as its violation stays;\n"
         "the scenario that is left goes to stdout, or where --write-scenario says")
      ->check(whole_number);
}

void describe_sim(CLI::App& sim, SimOptions& options) {
  sim.add_option("--seed", options.seed, "The same seed gives the same report (1)")
      ->check(whole_number);
  sim.add_option("--epochs", options.epochs, "Length, in epochs of 30 seconds (100000)")
      ->check(CLI::Range(Epochs{1}, Epochs{1000000000}));
  sim.add_option("--jobs", options.jobs, "Pieces of data to keep (100)");
  sim.add_option("--providers", options.providers, "Storage providers (20)");
  describe_profile(sim, options.profile);
  sim.add_option("--plugin", options.plugin,
                 "The plugin's library, if it is not where the build puts it")
      ->check(CLI::ExistingFile);
  sim.add_option("--plugin-config", options.plugin_config, "The plugin's configuration, JSON");
  sim.add_option("--scenario", options.scenario,
                 "What happens, and when (JSON); mock-host/sim/scenario.schema.json describes it")
      ->check(CLI::ExistingFile);
  sim.add_flag("--mixed", options.mixed,
               "A scenario with all sorts of trouble, drawn from the seed")
      ->excludes("--scenario");
  sim.add_option("--write-scenario", options.write_scenario,
                 "Write the whole scenario that is run here")
      ->check(writable);
  describe_many(sim, options);
  sim.add_option("--state-dir", options.state_dir, "Keep the plugin's state here");
  sim.add_option("--report", options.report, "Write the report here, not to the terminal")
      ->check(writable);
  sim.add_option("--trace", options.trace, "Write every event here")->check(writable);
  sim.add_flag("--stop-at-first", options.stop_at_first, "End with the first violation");
  sim.add_flag("--quiet", options.quiet, "No progress");
}

std::string expression_complaint(const std::string& text) {
  try {
    const std::regex expression(text);
    return {};
  } catch (const std::regex_error&) {
    return text + ": not a regular expression";
  }
}

void describe_validate(CLI::App& validate, ValidateOptions& options) {
  validate.add_option("plugin", options.plugin, "The plugin's library")->check(CLI::ExistingFile);
  validate
      .add_option("--include", options.include,
                  "Only checks whose name has a match of this regular expression")
      ->check(CLI::Validator(expression_complaint, "REGEX"));
  validate.add_flag("--list", options.list, "Name the checks and end");
  validate.add_flag("--json", options.json, "The findings as one line of JSON");
  validate.add_flag("--in-process", options.in_process,
                    "All in this process, as a debugger wants it; a crash ends the whole run");
  validate
      .add_option("--seconds-max", options.seconds_max,
                  "A check that is not done by then has failed")
      ->check(CLI::Range(1U, 3600U))
      ->capture_default_str();
}

void describe_fuzz(CLI::App& fuzz, FuzzOptions& options) {
  fuzz.add_option("plugin", options.plugin, "The plugin's library")
      ->required()
      ->check(CLI::ExistingFile);
  fuzz.add_option("--seed", options.seed, "Of the first life; the same seed is the same life")
      ->check(whole_number)
      ->capture_default_str();
  fuzz.add_option("--time", options.seconds, "In seconds: nothing new is begun after that")
      ->check(CLI::Range(1U, 86400U))
      ->capture_default_str();
  fuzz.add_option("--rounds", options.rounds, "So many lives, in this process: to see one again")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000}));
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv, std::ostream& out,
                           std::ostream& err) {
  CLI::App app(about, "mock-host");
  app.footer(about_end);
  app.require_subcommand(1);
  app.set_version_flag("--version", "mock-host " MOCK_HOST_VERSION);
  RunOptions run;
  DemoOptions demo;
  SimOptions sim;
  ValidateOptions validate;
  FuzzOptions fuzz;
  std::string speed = "1";
  CLI::App* run_command =
      app.add_subcommand("run", "Serve, with everything as aggregator.json says");
  CLI::App* demo_command =
      app.add_subcommand("demo", "Watch replication, renewal and repair happen");
  describe_run(*run_command, run, speed);
  describe_demo(*demo_command, demo);
  describe_sim(*app.add_subcommand("sim", "Simulate years in virtual time, deterministically"),
               sim);
  CLI::App* validate_command =
      app.add_subcommand("validate", "Check that a plugin keeps what the host ABI promises");
  describe_validate(*validate_command, validate);
  CLI::App* fuzz_command =
      app.add_subcommand("fuzz", "Drive a plugin through random lives, each named by its seed");
  describe_fuzz(*fuzz_command, fuzz);
  try {
    app.parse(argc, argv);
    if (validate_command->parsed() && validate.plugin.empty() && !validate.list) {
      throw CLI::RequiredError("plugin");
    }
    if (!run.evm_url.empty() && !run.evm_anywhere && !is_on_this_machine(run.evm_url)) {
      throw CLI::ValidationError("--evm", run.evm_url + ": expected 127.0.0.1 or localhost; " +
                                              "another machine needs --evm-anywhere");
    }
  } catch (const CLI::ParseError& ending) {
    const bool is_good = app.exit(ending, out, err) == 0;
    return Finished{static_cast<int>(is_good ? ExitStatus::good : ExitStatus::bad_usage)};
  }
  run.speed = speed_of(speed);
  if (run_command->parsed()) return run;
  if (demo_command->parsed()) return demo;
  if (validate_command->parsed()) return validate;
  if (fuzz_command->parsed()) return fuzz;
  return sim;
}

}  // namespace mock
