#include "crash/sweep.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "crash/children.h"
#include "crash/mistakes.h"
#include "crash/verdict.h"

namespace raas_test {
namespace {

constexpr mock::Epochs restart_epochs = 7;

/// What the undisturbed run came to at the end of each phase.
struct Milestone {
  std::multiset<std::string> keys;
};

/// A world with its story, counted point by point.
struct Run {
  explicit Run(const SweepPlan& plan)
      : world(brisk_config()), story(world, plan.phases), mistake(world, plan.mistake) {
    world.host.publish_after_epochs = plan.publish_after_epochs;
  }

  Deployment world;
  Story story;
  MistakeInWorld mistake;
};

using Visit = std::function<void(std::string_view what, const char* side)>;

/// @p visit runs before and after each host call, write and sync.
void watch(Run& run, const Visit& visit) {
  run.world.vfs.around = [&run, visit](std::string_view what, const MemoryVfs::Effect& effect) {
    visit(what, "before");
    run.mistake.change(what, effect);
    visit(what, "after");
  };
  run.world.host.on_call = [visit](const std::string& function) { visit(function, "before"); };
  run.world.host.on_done = [&run, visit](const std::string& function) {
    // What the host keeps of it outlives the process.
    if (function == "make_deal" || function == "cancel") run.world.world_changed();
    visit(function, "after");
    run.mistake.host_answered(function);
  };
}

std::multiset<std::string> keys_of(const Deployment& world, const Expected& expected) {
  std::multiset<std::string> keys;
  for (const auto& [seen_key, deal] : world.host.asked) {
    const auto job = std::stoull(deal.key.substr(deal.key.find('/') + 1));
    if (!expected.cancelled.contains(job)) keys.insert(deal.key);
  }
  return keys;
}

std::string list_of(const std::multiset<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += text + " ";
  return list;
}

std::string check_end(Run& run, const Milestone& milestone) {
  const auto keys = keys_of(run.world, run.story.expected());
  if (keys != milestone.keys) {
    return "deals: made for " + list_of(keys) + "and not for " + list_of(milestone.keys);
  }
  if (const std::string wrong = wrong_at_rest(run.world, run.story); !wrong.empty()) return wrong;
  return wrong_in_steps(run.world.history());
}

/// In a child: the process ends here, and what comes after it is looked at.
std::string live_on(Run& run, const Milestone& milestone, Loss loss, std::uint64_t draw) {
  Deployment& world = run.world;
  world.die(loss, draw);
  run.mistake.process_ended();
  const bool has_database = world.ask_database("PRAGMA user_version") > 0;
  if (has_database) {
    if (const std::string damage = world.database_damage(); !damage.empty())
      return "database after the end: " + damage;
  }
  world.host.advance(restart_epochs);
  world.begin();
  if (const std::string lost = lost_of_acknowledged(world, run.story); !lost.empty()) return lost;
  run.story.resume();
  return check_end(run, milestone);
}

const char* name_of(Loss loss) {
  switch (loss) {
    case Loss::none: return "killed";
    case Loss::unsynced: return "power cut";
    case Loss::torn: return "power cut with torn writes";
  }
  return "";
}

class Sweeper {
 public:
  Sweeper(Run& run, const std::vector<Milestone>& milestones, SweepReport& report)
      : run_(run), milestones_(milestones), report_(report) {}

  void visit(std::string_view what, const char* side) {
    if (*side == 'b') ++report_.points;
    ++report_.ends;
    const Deployment& world = run_.world;
    if (world.version() != version_) end(what, side, Loss::none);
    if (world.durable_version() != durable_version_) end(what, side, Loss::unsynced);
    if (world.version() != version_ && !world.disk.is_synced()) end(what, side, Loss::torn);
    version_ = world.version();
    durable_version_ = world.durable_version();
  }
  [[nodiscard]] std::vector<std::string> failures() { return children_.failures(); }

 private:
  void end(std::string_view what, const char* side, Loss loss) {
    ++report_.worlds;
    const std::string name = std::string(name_of(loss)) + " " + side + " point " +
                             std::to_string(report_.points) + " (" + std::string(what) + ", " +
                             run_.story.phase_name() + ")";
    const Milestone& milestone = milestones_[run_.story.phase()];
    children_.run(name, [&] { return live_on(run_, milestone, loss, report_.ends); });
  }

  Run& run_;
  const std::vector<Milestone>& milestones_;
  SweepReport& report_;
  Children children_;
  std::uint64_t version_ = ~0ULL;
  std::uint64_t durable_version_ = ~0ULL;
};

std::vector<Milestone> run_undisturbed(const SweepPlan& plan, SweepReport& report) {
  Run run(plan);
  std::vector<Milestone> milestones;
  run.world.begin();
  run.story.tell([&](std::size_t) {
    milestones.push_back({keys_of(run.world, run.story.expected())});
    const std::string failure = check_end(run, milestones.back());
    if (!failure.empty()) {
      report.failures.push_back("undisturbed, " + run.story.phase_name() + ": " + failure);
    }
  });
  report.deals = run.world.host.asked.size();
  return milestones;
}

}  // namespace

SweepReport sweep(const SweepPlan& plan) {
  SweepReport report;
  SweepPlan without = plan;
  without.mistake = Mistake::none;
  const auto milestones = run_undisturbed(without, report);
  if (!report.failures.empty()) return report;
  Run run(plan);
  Sweeper sweeper(run, milestones, report);
  watch(run, [&](std::string_view what, const char* side) { sweeper.visit(what, side); });
  run.world.begin();
  run.story.tell([](std::size_t) {});
  run.world.watch_no_more();
  report.failures = sweeper.failures();
  return report;
}

}  // namespace raas_test
