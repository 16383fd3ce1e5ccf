#include "crash/scenario.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace raas_test {
namespace {

constexpr unsigned attempts_max = 10;
constexpr mock::Epochs step_epochs = 60;
constexpr mock::Epochs rest_epochs_max = 6'000;
constexpr mock::Epochs quiet_epochs = 240;

constexpr std::string_view cids[] = {
    "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
    "bafkreiae6timq4whue4f35a34phtrccbxjj4eurhgycuaucbfamelhuvoa",
    "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
};

bool is_good(const ApiAnswer& answer) {
  return answer.returned == RAAS_OK && answer.status >= 200 && answer.status < 300;
}

std::string key_of(std::uint64_t job, unsigned slot, unsigned generation) {
  return "raas/" + std::to_string(job) + "/" + std::to_string(slot) + "/" +
         std::to_string(generation);
}

/// Jobs are numbered in the order in which they are registered.
Deed registered(std::uint64_t job, std::size_t copies) {
  return [=](Deployment& world, Expected& expected) {
    const std::string count = std::to_string(copies);
    const std::string order =
        R"({"cid":")" + std::string(cids[job % std::size(cids)]) + R"(","client":"client )" +
        std::to_string(job) + R"(","replication":{"copies":)" + count +
        R"(},"repair":{"not_proven_epochs":60},"deal_duration_epochs":518400})";
    const ApiAnswer answer = world.plugin().ask("POST", "/register_jobs", order);
    if (!is_good(answer)) return false;
    expected.copies[job] = copies;
    expected.acknowledged.insert(job);
    world.world_changed();
    return true;
  };
}

Deed cancelled(std::uint64_t job) {
  return [=](Deployment& world, Expected& expected) {
    const ApiAnswer answer = world.plugin().ask("DELETE", "/jobs/" + std::to_string(job));
    if (!is_good(answer)) return false;
    expected.copies.erase(job);
    expected.cancelled.insert(job);
    expected.cancel_acknowledged.insert(job);
    world.world_changed();
    return true;
  };
}

/// Longer deals are wanted, so that all copies come near enough to their end to be renewed.
Deed renewed(std::uint64_t job) {
  return [=](Deployment& world, Expected& expected) {
    const ApiAnswer answer = world.plugin().ask(
        "PATCH", "/jobs/" + std::to_string(job),
        R"({"deal_duration_epochs":1200000,"renewal":{"threshold_epochs":550000}})");
    if (!is_good(answer)) return false;
    // The copies that are replaced are left to run out.
    const auto made =
        std::count_if(world.host.asked.begin(), world.host.asked.end(), [&](const auto& row) {
          return row.first.starts_with("raas/" + std::to_string(job) + "/") &&
                 row.second.end_epoch - row.second.start_epoch == 518400 &&
                 row.second.state == RAAS_DEAL_ACTIVE;
        });
    expected.copies[job] = 2 * static_cast<std::size_t>(made);
    world.world_changed();
    return true;
  };
}

Deed more_wanted(std::uint64_t job, std::size_t copies) {
  return [=](Deployment& world, Expected& expected) {
    const ApiAnswer answer =
        world.plugin().ask("PATCH", "/jobs/" + std::to_string(job),
                           R"({"replication":{"copies":)" + std::to_string(copies) + "}}");
    if (!is_good(answer)) return false;
    expected.copies[job] = copies;
    world.world_changed();
    return true;
  };
}

Deed paused(std::uint64_t job, bool is_paused) {
  return [=](Deployment& world, Expected&) {
    const std::string target = "/jobs/" + std::to_string(job) + (is_paused ? "/pause" : "/resume");
    if (!is_good(world.plugin().ask("POST", target))) return false;
    world.world_changed();
    return true;
  };
}

Deed time_passes(mock::Epochs epochs) {
  return [=](Deployment& world, Expected&) {
    world.advance(epochs);
    return true;
  };
}

Deed fails(std::uint64_t job, unsigned slot, unsigned generation) {
  return [=](Deployment& world, Expected&) {
    world.host.failing.insert(key_of(job, slot, generation));
    world.world_changed();
    return true;
  };
}

Deed sector_ends(std::uint64_t job, unsigned slot, bool is_terminated, unsigned generation = 1) {
  return [=](Deployment& world, Expected&) {
    const AskedDeal& deal = world.host.asked.at(key_of(job, slot, generation));
    const mock::ActorId miner = std::stoull(deal.provider.substr(2));
    if (is_terminated) {
      world.host.chain().terminate_sector(miner, deal.sector);
    } else {
      world.host.chain().lose_sector(miner, deal.sector);
    }
    world.world_changed();
    return true;
  };
}

Deed plugin_stops_and_begins() {
  return [](Deployment& world, Expected&) {
    world.stop();
    world.begin();
    return true;
  };
}

}  // namespace

std::string brisk_config() {
  return R"({"policy":{"sealing_max_epochs":600,"gone_after_epochs":60,"backoff_min_epochs":120,)"
         R"("backoff_max_epochs":120,"provider_rest_min_epochs":120,"feed_bad_min":1000},)"
         R"("chain":{"look_epochs":60,"confirm_after_epochs":30},"log":{"level":"error"}})";
}

unsigned scale_percent() {
  const char* const percent = std::getenv("RAAS_TEST_SCALE");
  return percent == nullptr ? 100U : static_cast<unsigned>(std::strtoul(percent, nullptr, 10));
}

std::vector<Phase> first_copies(const std::vector<std::size_t>& copies) {
  Phase phase{"first copies", {}};
  for (std::uint64_t job = 1; job <= copies.size(); ++job) {
    phase.deeds.push_back(registered(job, copies[job - 1]));
  }
  for (int i = 0; i < 2; ++i) phase.deeds.push_back(time_passes(12));
  return {std::move(phase)};
}

std::vector<Phase> one_job_after_the_other() {
  std::vector<Phase> phases = first_copies({2});
  phases.push_back({"second job", {registered(2, 2), time_passes(12), time_passes(12)}});
  return phases;
}

std::vector<Phase> life_of_jobs() {
  std::vector<Phase> phases = first_copies({2, 2, 1, 2, 2, 2, 2, 2, 2, 2});
  phases[0].deeds.insert(phases[0].deeds.begin(), fails(1, 1, 1));
  phases.push_back({"repair", {sector_ends(2, 1, true), sector_ends(2, 2, false)}});
  phases.push_back({"renewal", {renewed(3), renewed(6), renewed(7)}});
  phases.push_back({"cancellation", {registered(11, 2), time_passes(10), cancelled(11)}});
  phases.push_back({"pause",
                    {paused(4, true), sector_ends(4, 1, true), time_passes(60), paused(4, false),
                     sector_ends(5, 1, true)}});
  phases.push_back({"clean restart", {plugin_stops_and_begins(), time_passes(60)}});
  // The provider of a repair ends it too; and of another one nobody takes the first repair.
  phases.push_back(
      {"second repair", {sector_ends(2, 1, false, 2), fails(8, 1, 2), sector_ends(8, 1, true)}});
  phases.push_back({"more copies", {more_wanted(9, 3), time_passes(10), more_wanted(10, 4)}});
  return phases;
}

void Story::tell(const std::function<void(std::size_t phase)>& at_rest) {
  for (phase_ = 0; phase_ < phases_.size(); ++phase_) {
    deed_ = 0;
    finish_phase();
    at_rest(phase_);
  }
}

void Story::resume() {
  finish_phase();
}

void Story::finish_phase() {
  for (const auto& deeds = phases_[phase_].deeds; deed_ < deeds.size(); ++deed_) {
    do_until_acknowledged(deeds[deed_]);
    world_.settle();
  }
  come_to_rest();
}

void Story::do_until_acknowledged(const Deed& deed) {
  for (unsigned attempt = 0; attempt < attempts_max; ++attempt) {
    if (deed(world_, expected_)) return;
    world_.advance(1);
  }
  throw std::runtime_error(phase_name() + ": a client gave up");
}

std::string Story::unrest() {
  if (!world_.host.updates.empty()) return "the host has something to tell";
  if (world_.deals_under_way() != 0) return "deals are under way";
  for (const auto& [job, copies] : expected_.copies) {
    const std::size_t live = world_.live_copies(job);
    if (live != copies) {
      return "job " + std::to_string(job) + " has " + std::to_string(live) + " copies, not " +
             std::to_string(copies);
    }
  }
  const auto in_flight = world_.ask_database("SELECT count(*) FROM intents WHERE state < 3");
  if (in_flight != 0) return std::to_string(in_flight) + " intents are in flight";
  return {};
}

// At rest, it must stay so for a while: what was forgotten would be made once more.
void Story::come_to_rest() {
  mock::Epochs passed = 0;
  for (; !unrest().empty() && passed < rest_epochs_max; passed += step_epochs) {
    world_.advance(step_epochs);
  }
  for (passed = 0; passed < quiet_epochs; passed += step_epochs) world_.advance(step_epochs);
}

}  // namespace raas_test
