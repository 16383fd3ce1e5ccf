#include "sim/node_trouble.h"

namespace mock {

Troubles troubles_of(const NodeTroubleOptions& options, std::uint64_t seed, Epoch begin) {
  Troubles troubles;
  if (options.last == 0) return troubles;
  const Epoch from = begin + options.at;
  const Spells when = Spells::once(from, from + options.last);
  if (options.behind != 0) troubles.push_back(std::make_unique<Lag>(when, options.behind));
  if (options.follows_branch != 0) {
    Branch like;
    like.delay = 5;
    like.swaps_deals = true;
    troubles.push_back(std::make_unique<Reorg>(when, like));
  }
  if (options.deals_missing_ppm != 0 || options.sectors_dead_ppm != 0) {
    troubles.push_back(
        std::make_unique<Lying>(when, Lie{.seed = seed,
                                          .deals_missing_ppm = options.deals_missing_ppm,
                                          .sectors_dead_ppm = options.sectors_dead_ppm}));
  }
  const auto spoil = [&](Spoilage how, std::uint32_t ppm) {
    if (ppm == 0) return;
    troubles.push_back(std::make_unique<Spoiled>(when, how, Spoiled::Chance{seed, ppm}));
  };
  spoil(Spoilage::html, options.html_ppm);
  spoil(Spoilage::empty, options.empty_ppm);
  spoil(Spoilage::truncated, options.truncated_ppm);
  spoil(Spoilage::wrong_ids, options.wrong_ids_ppm);
  spoil(Spoilage::reordered, options.reordered_ppm);
  spoil(Spoilage::too_many, options.too_many_ppm);
  spoil(Spoilage::lost, options.lost_ppm);
  return troubles;
}

}  // namespace mock
