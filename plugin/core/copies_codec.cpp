#include "core/copies_codec.h"

#include <algorithm>

namespace raas {
namespace {

// One number says which record it is, what the chain found, and these.
constexpr std::uint64_t record_bits = 2;
constexpr std::uint64_t finding_bits = 3;
constexpr std::uint64_t made_by_us_flag = 1U << (record_bits + finding_bits);
constexpr std::uint64_t recovering_flag = made_by_us_flag << 1U;
constexpr std::uint64_t sector_flag = made_by_us_flag << 2U;
constexpr std::uint64_t piece_flag = made_by_us_flag << 3U;  ///< Another one than the job's.
constexpr std::uint64_t kinds_max = (piece_flag << 1U) - 1;

std::uint64_t kind_of(const Replica& copy, const Piece& usual) {
  return static_cast<std::uint64_t>(copy.record) |
         static_cast<std::uint64_t>(copy.facts.finding) << record_bits |
         (copy.made_by_us ? made_by_us_flag : 0) | (copy.facts.recovering ? recovering_flag : 0) |
         (copy.sector ? sector_flag : 0) | (copy.piece == usual ? 0 : piece_flag);
}

void put_copy(std::string& out, const Replica& copy, const Piece& usual) {
  const std::uint64_t kind = kind_of(copy, usual);
  put_number(out, kind);
  put_number(out, copy.slot);
  put_number(out, copy.provider);
  put_number(out, copy.deal);
  if (copy.sector) put_number(out, *copy.sector);
  if ((kind & piece_flag) != 0) put_piece(out, copy.piece);
  put_signed(out, copy.start_epoch);
  put_from(out, copy.start_epoch, copy.end_epoch);
  put_from(out, copy.start_epoch, copy.facts.since);
  put_from(out, copy.facts.since, copy.facts.read_at);
  put_number(out, copy.facts.readings);
}

void take_copy(PackedReader& reader, const Piece& usual, Replica& copy) {
  const std::uint64_t kind = reader.number();
  const std::uint64_t finding = kind >> record_bits & ((1U << finding_bits) - 1);
  if (kind > kinds_max || finding > static_cast<std::uint64_t>(Finding::mismatch)) reader.fail();
  copy.slot = reader.count();
  copy.provider = reader.number();
  copy.record = static_cast<ChainRecord>(kind & ((1U << record_bits) - 1));
  copy.deal = reader.number();
  copy.sector.reset();
  if ((kind & sector_flag) != 0) copy.sector = reader.number();
  if ((kind & piece_flag) != 0) {
    copy.piece = reader.piece();
  } else {
    copy.piece = usual;
  }
  copy.start_epoch = reader.signed_number();
  copy.end_epoch = reader.from(copy.start_epoch);
  copy.made_by_us = (kind & made_by_us_flag) != 0;
  copy.facts.finding = static_cast<Finding>(finding);
  copy.facts.since = reader.from(copy.start_epoch);
  copy.facts.read_at = reader.from(copy.facts.since);
  copy.facts.readings = reader.count();
  copy.facts.recovering = (kind & recovering_flag) != 0;
}

}  // namespace

void put_slots(std::string& out, std::span<const Slot> slots) {
  put_number(out, slots.size());
  for (const Slot& slot : slots) {
    put_number(out, slot.number);
    put_number(out, slot.generation);
    put_number(out, slot.failures);
    put_signed(out, slot.not_before);
  }
}

void take_slots(PackedReader& reader, std::vector<Slot>& slots) {
  slots.resize(reader.length());
  for (Slot& slot : slots) {
    slot.number = reader.count();
    slot.generation = reader.count();
    slot.failures = reader.count();
    slot.not_before = reader.signed_number();
  }
}

void skip_slots(PackedReader& reader) {
  reader.skip_numbers(4 * reader.length());
}

void put_copies(std::string& out, std::span<const Replica> copies, const Piece& usual) {
  put_number(out, copies.size());
  std::int64_t id = 0;
  for (const Replica& copy : copies) {
    put_from(out, id, static_cast<std::int64_t>(copy.id));
    id = static_cast<std::int64_t>(copy.id);
    put_copy(out, copy, usual);
  }
}

void take_copies(PackedReader& reader, const CopiesOf& of, std::vector<Replica>& copies) {
  copies.resize(reader.length());
  std::int64_t id = 0;
  for (Replica& copy : copies) {
    id = reader.from(id);
    copy.id = static_cast<ReplicaId>(id);
    copy.job = of.job;
    take_copy(reader, of.usual, copy);
  }
}

}  // namespace raas
