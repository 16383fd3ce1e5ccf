#include "evm/block_epochs.h"

#include <algorithm>

#include "content/sha256.h"

namespace mock {

BlockEpochs::BlockEpochs(Database& database, const Heights& heights)
    : database_(database), heights_(heights) {
  database_.execute(
      "CREATE TABLE IF NOT EXISTS evm_blocks(number INTEGER PRIMARY KEY, epoch INTEGER, hash "
      "TEXT)");
  upsert_.emplace(database_.prepare("INSERT OR REPLACE INTO evm_blocks VALUES(?,?,?)"));
  remove_.emplace(database_.prepare("DELETE FROM evm_blocks WHERE number > ?"));
  auto rows = database_.prepare("SELECT * FROM evm_blocks ORDER BY number");
  while (rows.next()) {
    PlacedBlock block;
    block.number = static_cast<std::uint64_t>(rows.integer());
    block.epoch = rows.integer();
    block.hash = rows.text();
    blocks_.push_back(std::move(block));
  }
}

void BlockEpochs::write(const PlacedBlock& block) {
  // What a failure of the machine takes with it is lost to the EVM as well.
  database_.begin_lightly();
  upsert_->bind(static_cast<std::int64_t>(block.number)).bind(block.epoch).bind(block.hash).run();
}

void BlockEpochs::append(std::uint64_t number, const std::string& hash, Epoch epoch) {
  if (!blocks_.empty()) epoch = std::max(epoch, blocks_.back().epoch + 1);
  blocks_.push_back({number, heights_.tipset_at_or_above(epoch), hash});
  write(blocks_.back());
}

void BlockEpochs::replace(std::uint64_t number, const std::string& hash) {
  PlacedBlock& block = blocks_[number - blocks_.front().number];
  block.hash = hash;
  write(block);
}

void BlockEpochs::cut_above(std::uint64_t number) {
  while (!blocks_.empty() && blocks_.back().number > number) blocks_.pop_back();
  database_.begin_lightly();
  remove_->bind(static_cast<std::int64_t>(number)).run();
}

const PlacedBlock* BlockEpochs::of_number(std::uint64_t number) const {
  if (blocks_.empty() || number < blocks_.front().number || number > blocks_.back().number) {
    return nullptr;
  }
  return &blocks_[number - blocks_.front().number];
}

const PlacedBlock* BlockEpochs::at_or_before(Epoch epoch) const {
  const auto after =
      std::upper_bound(blocks_.begin(), blocks_.end(), epoch,
                       [](Epoch wanted, const PlacedBlock& block) { return wanted < block.epoch; });
  return after == blocks_.begin() ? nullptr : &*std::prev(after);
}

const PlacedBlock* BlockEpochs::at(Epoch epoch) const {
  const PlacedBlock* block = at_or_before(epoch);
  return block != nullptr && block->epoch == epoch ? block : nullptr;
}

std::string BlockEpochs::hash_at(Epoch height) const {
  const PlacedBlock* block = at_or_before(height);
  if (block != nullptr && block->epoch == height) return block->hash;
  const std::string before = block == nullptr ? std::string() : block->hash;
  return "0x" + hex_of(sha256(heights_.block_cid(height, 0) + before));
}

}  // namespace mock
