#include "adapters/lotus/watched.h"

#include <cstring>
#include <string_view>

#include "adapters/lotus/pace.h"

namespace raas::lotus {
namespace {

constexpr std::uint64_t provider_max = (std::uint64_t{1} << 40) - 1;
constexpr std::uint32_t readings_counted_max = 255;

}  // namespace

std::uint64_t mark_of(const Cid& piece) {
  if (piece.empty()) return 0;
  std::uint64_t mark = 0;
  for (std::string_view rest = piece.bytes(); !rest.empty();) {
    std::uint64_t word = 0;
    const std::size_t length = std::min(sizeof word, rest.size());
    std::memcpy(&word, rest.data(), length);
    mark = mixed(mark ^ word);
    rest.remove_prefix(length);
  }
  return std::max<std::uint64_t>(1, mark);
}

Watched::Watched(const Replica& replica)
    : id(replica.id),
      deal(replica.deal),
      sector_or_none(replica.sector.value_or(no_sector)),
      piece_mark(mark_of(replica.piece.cid)),
      // No network has that many actors: whoever is above is none, and stays none.
      provider(std::min(replica.provider, provider_max)),
      record_bits(static_cast<std::uint64_t>(replica.record)),
      start_epoch(replica.start_epoch),
      end_epoch(replica.end_epoch) {
  if (is_piece_cid_v2(replica.piece.cid)) {
    if (const auto v2 = piece_of_v2(replica.piece.cid)) piece_mark = mark_of(v2->piece.cid);
  }
  note_facts(replica.facts);
}

void Watched::note_facts(const Facts& facts) {
  finding_bits = static_cast<std::uint64_t>(facts.finding) & 7U;
  since = facts.since;
  read_at = facts.read_at;
  readings = std::min(facts.readings, readings_counted_max);
  recovering = facts.recovering ? 1 : 0;
}

}  // namespace raas::lotus
