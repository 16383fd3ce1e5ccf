#include "sim/client_terms.h"

#include <algorithm>

#include "aggregator/draw.h"

namespace mock {
namespace {

constexpr std::uint64_t price_scale = 1000000;  // as in providers.cpp
constexpr std::uint32_t share_with_price_ppm = 250000;
constexpr std::uint32_t share_with_exclusions_ppm = 300000;
constexpr std::uint32_t share_with_end_ppm = 200000;
constexpr std::uint32_t share_verified_ppm = 200000;

}  // namespace

RegisteredJob wish_of(const Scenario& scenario, const ClientVersion& client, Epoch now) {
  const auto& options = scenario.clients;
  const auto lot = draw(scenario.run.seed, "wish", client.number);
  const auto drawn = [&](std::string_view purpose) { return draw(lot, purpose, client.changes); };
  RegisteredJob job;
  job.copies_min = job.copies_target = job.copies_max = options.copies;
  job.renew_below_epochs = options.renew_below_epochs;
  job.repair_after_epochs = options.repair_after_epochs;
  if (client.changes == 0 && !draw_chance(drawn("own"), options.varied_ppm)) return job;

  job.copies_target = static_cast<std::uint32_t>(draw_between(drawn("target"), 1, 4));
  const bool has_slack = job.copies_target > 1 && drawn("slack") % 2 == 0;
  job.copies_min = job.copies_target - (has_slack ? 1 : 0);
  job.copies_max = job.copies_target + static_cast<std::uint32_t>(drawn("more") % 2);
  job.renew_below_epochs = draw_between(drawn("renew"), 20, 60) * epochs_per_day;
  job.repair_after_epochs = draw_between(drawn("grace"), 1, 4) * epochs_per_day / 2;
  job.verified = draw_chance(drawn("verified"), share_verified_ppm);
  if (draw_chance(drawn("has price"), share_with_price_ppm)) {
    job.price_max = std::to_string(
        static_cast<std::uint64_t>(draw_between(drawn("price"), 50, 120)) * price_scale);
  }
  if (draw_chance(drawn("excludes"), share_with_exclusions_ppm) && scenario.run.providers > 1) {
    const auto index = drawn("excluded") % scenario.run.providers;
    job.providers_excluded.push_back(scenario.population.first_id + index);
  }
  if (draw_chance(drawn("ends"), share_with_end_ppm)) {
    const Epochs left = scenario.chain.start_epoch + scenario.run.epochs - now;
    job.end_epoch = now + draw_between(drawn("end"), 20 * epochs_per_day,
                                       std::max<Epochs>(left, 20 * epochs_per_day));
  }
  return job;
}

}  // namespace mock
