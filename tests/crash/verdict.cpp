#include "crash/verdict.h"

#include <map>

namespace raas_test {
namespace {

/// Numbers without gaps, and one beginning for each job.
std::string wrong_in_numbers(const std::vector<HistoryLine>& lines) {
  std::map<std::uint64_t, int> begun;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const HistoryLine& line = lines[i];
    if (line.seq != i + 1) return "history: a gap before " + std::to_string(line.seq);
    if (line.event == "job_created") ++begun[line.job];
    if (begun[line.job] != 1) {
      return "history: job " + std::to_string(line.job) + " began " +
             std::to_string(begun[line.job]) + " times";
    }
  }
  return {};
}

char step_of(const std::string& event) {
  if (event == "action_planned") return 'p';
  if (event == "deal_requested") return 'r';
  if (event == "copy_active") return 'a';
  return event == "intent_failed" || event == "intent_cancelled" ? 'f' : ' ';
}

}  // namespace

std::string lost_of_acknowledged(Deployment& world, const Story& story) {
  const Expected& expected = story.expected();
  for (const std::uint64_t job : expected.acknowledged) {
    const ApiAnswer answer = world.plugin().ask("GET", "/jobs/" + std::to_string(job));
    if (answer.status != 200) return "lost: job " + std::to_string(job) + " was acknowledged";
    const bool is_cancelled = answer.body.find(R"("state":"cancelled")") != std::string::npos;
    if (expected.cancel_acknowledged.contains(job) && !is_cancelled) {
      return "lost: the cancellation of job " + std::to_string(job) + " was acknowledged";
    }
  }
  return {};
}

std::string wrong_at_rest(Deployment& world, Story& story) {
  if (!world.host.violations.empty()) return "host: " + world.host.violations.front();
  if (const std::string unrest = story.unrest(); !unrest.empty()) return "no rest: " + unrest;
  if (const std::string lost = lost_of_acknowledged(world, story); !lost.empty()) return lost;
  if (const std::string damage = world.database_damage(); !damage.empty()) {
    return "database: " + damage;
  }
  return wrong_in_numbers(world.history());
}

std::string wrong_in_steps(const std::vector<HistoryLine>& lines) {
  std::map<std::string, std::string> steps;
  for (const HistoryLine& line : lines) {
    const char step = step_of(line.event);
    if (!line.key.empty() && step != ' ') steps[line.key] += step;
  }
  for (const auto& [key, of_key] : steps) {
    const bool is_whole = of_key == "pra" || of_key == "prf" || of_key == "pf";
    if (!is_whole) return "history: the steps of " + key + " are " + of_key;
  }
  return {};
}

}  // namespace raas_test
