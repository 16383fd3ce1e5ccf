#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/database.h"
#include "filecoin/chain.h"
#include "filecoin/heights.h"

namespace mock {

/// A block of the EVM, and the epoch at which the simulated network has it.
struct PlacedBlock {
  std::uint64_t number = 0;  ///< As the EVM counts.
  Epoch epoch = 0;
  std::string hash;  ///< "0x" and 64 digits.
};

/// At which epoch each block of the EVM is.
///
/// An EVM has a block where something happened, the network a tipset every 30 seconds: heights of
/// the network without a block are empty. Epochs rise with the blocks' numbers, and never change
/// once they were given: a block that replaces another one is at the same epoch. Durable with the
/// database's next commit.
class BlockEpochs {
 public:
  BlockEpochs(Database& database, const Heights& heights);

  /// Appends the next block. It is at @p epoch, or later if there is a block already.
  void append(std::uint64_t number, const std::string& hash, Epoch epoch);
  /// Another block has come in the place of one.
  void replace(std::uint64_t number, const std::string& hash);
  /// Blocks above are gone.
  void cut_above(std::uint64_t number);

  [[nodiscard]] const PlacedBlock* newest() const {
    return blocks_.empty() ? nullptr : &blocks_.back();
  }
  /// nullptr = it has no place yet.
  [[nodiscard]] const PlacedBlock* of_number(std::uint64_t number) const;
  [[nodiscard]] const PlacedBlock* at(Epoch epoch) const;
  /// The newest one of its epoch or before; nullptr = there is none.
  [[nodiscard]] const PlacedBlock* at_or_before(Epoch epoch) const;
  /// Of all heights, also those without a block: it tells of all that was before.
  [[nodiscard]] std::string hash_at(Epoch height) const;

 private:
  void write(const PlacedBlock& block);

  Database& database_;
  const Heights& heights_;
  std::vector<PlacedBlock> blocks_;  ///< With neighbouring numbers.
  std::optional<Statement> upsert_;
  std::optional<Statement> remove_;
};

}  // namespace mock
