#include "filecoin/sight.h"

#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr std::uint64_t million = 1000000;

bool is_live_status(SectorStatus status) {
  return status == SectorStatus::live || status == SectorStatus::faulty ||
         status == SectorStatus::recovering;
}

}  // namespace

bool Lie::hides(DealId deal) const {
  return drawn(seed, Draw::hidden_deal, deal) % million < deals_missing_ppm;
}

SectorStatus Lie::told(ActorId miner, SectorNumber sector, SectorStatus truth) const {
  if (!is_live_status(truth)) return truth;
  const auto luck = drawn(seed, Draw::maligned_sector, miner, sector) % million;
  if (luck < sectors_dead_ppm) return SectorStatus::terminated;
  if (luck - sectors_dead_ppm < sectors_faulty_ppm) return SectorStatus::faulty;
  return truth;
}

}  // namespace mock
