#include "validate/validate.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <ostream>
#include <regex>

#include "validate/check.h"
#include "validate/child.h"
#include "validate/scratch_folder.h"
#include "validate/verdict.h"

namespace mock {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int status_found_wanting = 1;
constexpr int status_could_not_run = 3;

double ms_since(Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

Verdict looked_at_here(const Check& check, Subject& subject) {
  Verdict verdict;
  verdict.name = check.name;
  Findings findings;
  try {
    check.look(subject, findings);
  } catch (const std::exception& failure) {
    findings.add(failure.what());
  }
  verdict.findings = findings.all();
  if (!verdict.findings.empty()) {
    verdict.ending = Ending::failed;
  } else if (!findings.skipped().empty()) {
    verdict.ending = Ending::skipped;
    verdict.findings = {findings.skipped()};
  }
  return verdict;
}

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of('\n');
  if (end == std::string::npos) return {};
  const auto begin = text.find_last_of('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin + 1) + 1);
}

Verdict looked_at_in_child(const Check& check, const ValidateOptions& options) {
  const ScratchFolder scratch;  // Of ours: a child that crashes tidies nothing up.
  const ChildEnd end =
      run_child({"validate", options.plugin.string(), "--in-process", "--json", "--include",
                 "^" + std::string(check.name) + "$"},
                scratch.path().string(), std::chrono::seconds(options.seconds_max));
  Verdict verdict;
  verdict.name = check.name;
  if (end.is_timed_out) {
    verdict.ending = Ending::timed_out;
    verdict.findings.push_back("was not done after " + std::to_string(options.seconds_max) + " s");
    return verdict;
  }
  const auto told = only_verdict(last_line(end.output));
  if (end.signal == 0 && told) return *told;
  verdict.ending = Ending::crashed;
  verdict.findings.push_back(end.signal != 0
                                 ? std::string("ended by ") + ::strsignal(end.signal)
                                 : "ended with status " + std::to_string(end.exit_status));
  if (!end.errors.empty()) verdict.findings.push_back(end.errors);
  return verdict;
}

Checks chosen(const std::string& include) {
  const std::regex wanted(include);
  Checks checks;
  for (const Check& check : all_checks()) {
    if (std::regex_search(check.name.begin(), check.name.end(), wanted)) checks.push_back(check);
  }
  return checks;
}

}  // namespace

Checks all_checks() {
  Checks all;
  for (const auto& category :
       {elf_checks(), load_checks(), entry_checks(), init_checks(), threads_checks(),
        memory_checks(), async_checks(), shutdown_checks()}) {
    all.insert(all.end(), category.begin(), category.end());
  }
  return all;
}

int run_validate(const ValidateOptions& asked, std::ostream& out, std::ostream& err) {
  ValidateOptions options = asked;
  const Checks checks = chosen(options.include);
  if (options.list) {
    for (const Check& check : checks) out << check.name << "\n";
    return 0;
  }
  std::error_code failure;
  options.plugin = std::filesystem::canonical(asked.plugin, failure);
  if (failure) {
    err << "mock-host: " << asked.plugin.string() << ": " << failure.message() << "\n";
    return status_could_not_run;
  }
  Subject subject(options.plugin);
  std::vector<Verdict> verdicts;
  bool is_good = true;
  for (const Check& check : checks) {
    const auto begun = Clock::now();
    verdicts.push_back(options.in_process ? looked_at_here(check, subject)
                                          : looked_at_in_child(check, options));
    verdicts.back().took_ms = ms_since(begun);
    is_good = is_good && verdicts.back().is_good();
  }
  if (options.json) {
    out << verdicts_json(options.plugin.string(), verdicts) << "\n" << std::flush;
  } else {
    out << verdicts_table(verdicts) << std::flush;
  }
  return is_good ? 0 : status_found_wanting;
}

}  // namespace mock
