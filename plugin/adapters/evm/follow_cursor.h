#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "core/epoch.h"

namespace raas::evm {

/// A block that was final when it was passed.
struct Checkpoint {
  Epoch height = no_epoch;
  std::string hash;           ///< "0x" and 64 digits.
  std::uint64_t next_id = 1;  ///< Of the first request above it.

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// How far a contract was followed, and where to fall back to if that was not final after all.
class FollowCursor {
 public:
  FollowCursor() = default;
  /// Nothing up to @p height is to be told.
  explicit FollowCursor(Epoch height) : height_(height) {}

  [[nodiscard]] static Result<FollowCursor> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  [[nodiscard]] Epoch height() const { return height_; }
  [[nodiscard]] std::uint64_t next_id() const { return next_id_; }
  /// The block that vouches for what was told last: as long as it is there, nothing of that was
  /// reorganised away. Height no_epoch if there is none.
  [[nodiscard]] const Checkpoint& witness() const;

  /// All requests up to @p height are told, those below @p next_id. Their witness is a block above
  /// them that was final already; its next_id says nothing.
  void advance_to(Epoch height, std::uint64_t next_id, const Checkpoint& witness);
  /// The same, at a block that can be recognized. Older checkpoints are thinned out, so that the
  /// few that are kept reach far back.
  void pass(const Checkpoint& checkpoint);
  /// The witness is gone: back to the newest block before it.
  /// @param start  Height to fall back to if there is none.
  void rewind(Epoch start);

  friend bool operator==(const FollowCursor&, const FollowCursor&) = default;

 private:
  Epoch height_ = no_epoch;
  std::uint64_t next_id_ = 1;
  Checkpoint ahead_;                     ///< Witness on the way to the next checkpoint.
  std::vector<Checkpoint> checkpoints_;  ///< Rising.
};

}  // namespace raas::evm
