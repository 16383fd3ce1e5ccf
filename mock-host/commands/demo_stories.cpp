#include "commands/demo_stories.h"

#include <fmt/format.h>

#include <algorithm>

namespace mock {
namespace {

constexpr std::size_t copies_wanted = 3;
constexpr Epochs repair_grace = epochs_per_day;
constexpr Epochs renew_below = 60 * epochs_per_day;
constexpr Epochs deal_duration = 180 * epochs_per_day;
constexpr int settle_days_max = 20;
constexpr int renewal_days_max = 200;
constexpr Epochs first_steps = 720;

struct Upload {
  const char* name;
  std::size_t size;
};
constexpr Upload uploads[] = {{"survey-2019.tar", 700000}, {"portraits.zip", 300000},
                              {"ledger.sqlite", 90000},    {"interview.ogg", 450000},
                              {"thesis.pdf", 120000},      {"seeds.csv", 4000}};

std::string content_of(std::size_t number, std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 2166136261U + static_cast<std::uint32_t>(number);
  for (char& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24U);
  }
  return bytes;
}

std::string order_for(const std::string& cid, const std::string& name, std::size_t copies) {
  return fmt::format(
      R"({{"cid": "{}", "label": "{}", "replication": {{"copies": {}}}, )"
      R"("renewal": {{"threshold_epochs": {}}}, "repair": {{"not_proven_epochs": {}}}, )"
      R"("deal_duration_epochs": {}}})",
      cid, name, copies, renew_below, repair_grace, deal_duration);
}

std::string in_days(Epochs epochs) {
  return fmt::format("{:.1f} days", static_cast<double>(epochs) / epochs_per_day);
}

std::string in_hours(Epochs epochs) {
  return fmt::format("{:.1f} h", static_cast<double>(epochs) / 120);
}

}  // namespace

void DemoStories::say(const std::string& text) {
  screen_.line(fmt::format("day {:>3}: {}", state_.since_start / epochs_per_day, text));
}

void DemoStories::pass_a_day(Epochs epochs) {
  state_ = world_.advance(epochs);
  deals_ = world_.deals();
  const auto under_way = std::count_if(deals_.begin(), deals_.end(), [](const DemoDeal& deal) {
    return deal.state != "active" && deal.state != "failed" && deal.state != "expired" &&
           deal.state != "cancelled";
  });
  const auto day = state_.since_start / epochs_per_day;
  screen_.live(fmt::format("day {:>3}: {} copies healthy, {} deals on their way", day,
                           healthy_in_all(), under_way),
               day % 30 == 0);
}

std::size_t DemoStories::fewest_healthy() const {
  std::map<std::string, std::size_t> healthy;
  for (const DemoDeal& deal : deals_) healthy[deal.cid] += deal.is_healthy ? 1 : 0;
  std::size_t fewest = SIZE_MAX;
  for (const File& file : files_) fewest = std::min(fewest, healthy[file.cid]);
  return fewest;
}

std::size_t DemoStories::healthy_in_all() const {
  return static_cast<std::size_t>(std::count_if(
      deals_.begin(), deals_.end(), [](const DemoDeal& deal) { return deal.is_healthy; }));
}

std::string DemoStories::busiest_provider() const {
  std::map<std::string, std::size_t> copies;
  for (const DemoDeal& deal : deals_) copies[deal.provider] += deal.is_healthy ? 1 : 0;
  return std::max_element(copies.begin(), copies.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

bool DemoStories::pass_days_until_healthy(std::size_t copies, int days_max) {
  for (int day = 0; day < days_max && fewest_healthy() < copies; ++day) pass_a_day();
  return fewest_healthy() >= copies;
}

void DemoStories::first_copies() {
  screen_.heading("Clients bring their data");
  std::size_t number = 0;
  for (const Upload& upload : uploads) {
    const std::string cid = world_.upload(upload.name, content_of(number++, upload.size));
    files_.push_back({upload.name, cid, world_.register_job(order_for(cid, upload.name, 1))});
    say(fmt::format("{} ({} bytes) uploaded, job {} registered for 1 copy", upload.name,
                    upload.size, files_.back().job));
  }
  const bool is_good = pass_days_until_healthy(1, settle_days_max);
  say(fmt::format("the first copies are sealed and proven: {}", healthy_in_all()));
  if (!is_good) throw DemoFailure("the first copies did not become active within 20 days");
}

void DemoStories::replication() {
  screen_.heading("Replication: the clients now want 3 copies of everything");
  for (const File& file : files_) world_.amend_job(file.job, R"({"replication": {"copies": 3}})");
  const Epoch asked = state_.epoch;
  const std::size_t before = healthy_in_all();
  const bool is_good = pass_days_until_healthy(copies_wanted, settle_days_max);
  say(fmt::format("{} copies became {}, each file's at different providers", before,
                  healthy_in_all()));
  rows_.push_back({"replication", fmt::format("{} files x 3", files_.size()),
                   fmt::format("{} of {}", healthy_in_all(), files_.size() * copies_wanted),
                   in_days(state_.epoch - asked), "until the last copy was proven on chain",
                   is_good});
}

void DemoStories::repair() {
  const std::string provider = busiest_provider();
  screen_.heading("Repair: a provider fails");
  const auto lost = std::count_if(deals_.begin(), deals_.end(), [&](const DemoDeal& deal) {
    return deal.provider == provider && deal.is_healthy;
  });
  world_.provider_leaves(provider);
  const Epoch left = state_.epoch;
  say(fmt::format("provider {} stops proving; {} copies are on it", provider, lost));
  pass_a_day();
  const bool is_good = pass_days_until_healthy(copies_wanted, settle_days_max);
  const DemoReport report = world_.report();
  const bool in_time = report.fault_to_deal_max <= repair_grace + epochs_per_day;
  say(fmt::format("{} new copies elsewhere; new deals were made {} after the fault at the latest",
                  report.repairs, in_hours(report.fault_to_deal_max)));
  rows_.push_back(
      {"repair", fmt::format("{} copies", lost), fmt::format("{} replaced", report.repairs),
       in_hours(report.fault_to_deal_max) + " to deal, " + in_days(state_.epoch - left) + " in all",
       "48 h: grace of a day, and a day",
       is_good && in_time && report.repairs >= static_cast<std::uint64_t>(lost)});
}

void DemoStories::renewal() {
  screen_.heading("Renewal: deals of 180 days come to their end");
  std::vector<DemoDeal> ending;
  std::copy_if(deals_.begin(), deals_.end(), std::back_inserter(ending),
               [](const DemoDeal& deal) { return deal.is_healthy; });
  Epoch last_end = 0;
  for (const DemoDeal& deal : ending) last_end = std::max(last_end, deal.end);
  say(fmt::format("{} copies have up to {} left; renewal is due below 60 days", ending.size(),
                  in_days(last_end - state_.epoch)));
  std::size_t fewest = copies_wanted;
  for (int day = 0; day < renewal_days_max && state_.epoch <= last_end; ++day) {
    pass_a_day();
    fewest = std::min(fewest, fewest_healthy());
  }
  const DemoReport report = world_.report();
  const bool is_good = fewest >= copies_wanted && report.renewals >= ending.size();
  say(
      fmt::format("all {} copies of then have ended, {} renewals took their place, no file ever "
                  "had fewer than {}",
                  ending.size(), report.renewals, fewest));
  rows_.push_back({"renewal", fmt::format("{} copies", ending.size()),
                   fmt::format("{} renewed", report.renewals),
                   in_days(report.margin_left_min) + " before the end",
                   "proven before the old one ends", is_good});
}

bool DemoStories::closing() {
  const DemoReport report = world_.report();
  const std::size_t asked = files_.size() * copies_wanted;
  const bool is_there = fewest_healthy() >= copies_wanted;
  screen_.heading(fmt::format("After {} days", state_.since_start / epochs_per_day));
  screen_.line(fmt::format("  {:<12} {:<13} {:<13} {:<32} {:<40} {}", "story", "asked", "came",
                           "how long", "measured against", "result"));
  bool is_good = is_there && report.violations.empty();
  for (const Row& row : rows_) {
    screen_.line(fmt::format("  {:<12} {:<13} {:<13} {:<32} {:<40} {}", row.story, row.asked,
                             row.came, row.took, row.measured, row.is_good ? "good" : "NOT GOOD"));
    is_good = is_good && row.is_good;
  }
  for (const std::string& violation : report.violations) screen_.line("  violation: " + violation);
  screen_.line(fmt::format(
      "\n{} copies were asked for, {} are healthy now by the aggregator's books and the chain: {}",
      asked, healthy_in_all(), is_good ? "all is well" : "NOT ALL IS WELL"));
  return is_good;
}

bool DemoStories::tell() {
  state_ = world_.state();
  pass_a_day(first_steps);
  first_copies();
  replication();
  repair();
  renewal();
  return closing();
}

}  // namespace mock
