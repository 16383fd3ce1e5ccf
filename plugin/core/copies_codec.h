#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/packed.h"
#include "core/replica.h"

namespace raas {

/// Slots, sorted by number.
void put_slots(std::string& out, std::span<const Slot> slots);
/// Into @p slots, in place of what is there.
void take_slots(PackedReader& reader, std::vector<Slot>& slots);

void skip_slots(PackedReader& reader);

/// The copies of one job, in about 30 bytes each. @p usual is the job's own piece, which nearly all
/// of them hold.
void put_copies(std::string& out, std::span<const Replica> copies, const Piece& usual);
/// Which job is read.
struct CopiesOf {
  JobId job = 0;
  const Piece& usual;
};
/// Into @p copies, in place of what is there.
void take_copies(PackedReader& reader, const CopiesOf& of, std::vector<Replica>& copies);

}  // namespace raas
