#include "filecoin/event_entries.h"

#include "filecoin/cbor.h"
#include "filecoin/cid_text.h"
#include "filecoin/seeded.h"

namespace mock {

namespace {

constexpr ActorId market_actor = 5;
constexpr ActorId verifreg_actor = 6;

std::string_view type_of(EventKind kind) {
  switch (kind) {
    case EventKind::deal_published: return "deal-published";
    case EventKind::deal_activated: return "deal-activated";
    case EventKind::deal_terminated: return "deal-terminated";
    case EventKind::sector_activated: return "sector-activated";
    case EventKind::sector_terminated: return "sector-terminated";
    case EventKind::allocation: return "allocation";
    case EventKind::claim: return "claim";
    case EventKind::claim_removed: return "claim-removed";
  }
  return "";
}

/// An event under construction.
class Entries {
 public:
  explicit Entries(EventKind kind) {
    std::string value;
    CborWriter(value).text(type_of(kind));
    list_.push_back({true, "$type", std::move(value)});
  }

  Entries& number(std::string_view key, std::uint64_t value, bool is_filterable = true) {
    std::string bytes;
    CborWriter(bytes).number(static_cast<std::int64_t>(value));
    list_.push_back({is_filterable, key, std::move(bytes)});
    return *this;
  }
  Entries& detail(std::string_view key, std::uint64_t value) { return number(key, value, false); }
  Entries& epochs(std::string_view key, Epochs value) {
    return detail(key, static_cast<std::uint64_t>(value));
  }
  Entries& cid(std::string_view key, std::string_view text) {
    std::string bytes;
    CborWriter(bytes).cid(bytes_of_cid(text));
    list_.push_back({true, key, std::move(bytes)});
    return *this;
  }
  [[nodiscard]] std::vector<EventEntry> take() { return std::move(list_); }

 private:
  std::vector<EventEntry> list_;
};

std::vector<EventEntry> of_deal(const EventRecord& record, const Ledger& ledger) {
  const DealProposal& proposal = ledger.market().find(record.subject)->proposal;
  return Entries(record.kind)
      .number("id", record.subject)
      .number("client", proposal.client)
      .number("provider", proposal.provider)
      .take();
}

std::vector<EventEntry> of_allocation(const EventRecord& record, const Ledger& ledger) {
  const Verifreg::Record& found = *ledger.verifreg().find(record.subject);
  const Allocation& allocation = found.allocation;
  Entries entries(record.kind);
  entries.number("id", record.subject)
      .number("client", allocation.client)
      .number("provider", allocation.provider)
      .cid("piece-cid", allocation.piece_cid)
      .detail("piece-size", allocation.piece_size)
      .epochs("term-min", allocation.term_min)
      .epochs("term-max", allocation.term_max);
  if (record.kind == EventKind::allocation) {
    entries.epochs("expiration", allocation.expiration);
  } else {
    entries.epochs("term-start", found.claimed).number("sector", found.sector);
  }
  return entries.take();
}

std::vector<Piece> pieces_in(const EventRecord& record, const Ledger& ledger) {
  const Miner& miner = ledger.miners()[record.miner];
  const Sector& sector = miner.sector(static_cast<std::size_t>(record.subject));
  if (const Market::Deal* deal = ledger.market().find(sector.placing().deal)) {
    return {{deal->proposal.piece_cid, deal->proposal.piece_size, deal->allocation}};
  }
  const auto pieces = miner.pieces_of(static_cast<std::size_t>(record.subject));
  return {pieces.begin(), pieces.end()};
}

/// The commitment to all data of a sector: its piece's, if there is only one.
std::string unsealed_cid(const std::vector<Piece>& pieces, const Ledger& ledger,
                         const EventRecord& record) {
  if (pieces.size() == 1) return pieces.front().cid;
  const auto word = [&](std::uint64_t i) {
    return drawn(ledger.options().seed, Draw::sector_parts, record.miner,
                 (record.subject << 8U) + i);
  };
  return piece_cid({word(0), word(1), word(2), word(3)});
}

std::vector<EventEntry> of_sector(const EventRecord& record, const Ledger& ledger) {
  const Miner& miner = ledger.miners()[record.miner];
  const Sector& sector = miner.sector(static_cast<std::size_t>(record.subject));
  Entries entries(record.kind);
  entries.number("sector", sector.placing().number);
  if (record.kind == EventKind::sector_terminated) return entries.take();
  const auto pieces = pieces_in(record, ledger);
  entries.cid("unsealed-cid", unsealed_cid(pieces, ledger, record));
  for (const Piece& piece : pieces) {
    entries.cid("piece-cid", piece.cid).detail("piece-size", piece.size);
  }
  return entries.take();
}

}  // namespace

ActorId emitter_of(const EventRecord& record, const Ledger& ledger) {
  switch (record.kind) {
    case EventKind::deal_published:
    case EventKind::deal_activated:
    case EventKind::deal_terminated: return market_actor;
    case EventKind::sector_activated:
    case EventKind::sector_terminated: return ledger.miners()[record.miner].id();
    case EventKind::allocation:
    case EventKind::claim:
    case EventKind::claim_removed: break;
  }
  return verifreg_actor;
}

std::vector<EventEntry> entries_of(const EventRecord& record, const Ledger& ledger) {
  switch (record.kind) {
    case EventKind::deal_published:
    case EventKind::deal_activated:
    case EventKind::deal_terminated: return of_deal(record, ledger);
    case EventKind::sector_activated:
    case EventKind::sector_terminated: return of_sector(record, ledger);
    case EventKind::allocation:
    case EventKind::claim:
    case EventKind::claim_removed: break;
  }
  return of_allocation(record, ledger);
}

}  // namespace mock
