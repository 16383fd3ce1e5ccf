#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "filecoin/chain.h"

namespace mock {

/// Where another branch of the chain begins.
struct Fork {
  Epoch base = std::numeric_limits<Epoch>::max();  ///< The last height with the same tipset.
  std::uint64_t salt = 0;
};

/// Which heights have a tipset, and which blocks are in it. All of it follows from the seed;
/// nothing is stored.
class Heights {
 public:
  explicit Heights(const ChainOptions& options, const Fork& fork = {});

  /// What everything at @p height is drawn from.
  [[nodiscard]] std::uint64_t seed_at(Epoch height) const {
    return height <= fork_base_ ? seed_ : fork_seed_;
  }

  [[nodiscard]] bool is_null_round(Epoch height) const;
  [[nodiscard]] Epoch tipset_at_or_below(Epoch height) const;
  [[nodiscard]] Epoch tipset_at_or_above(Epoch height) const;
  /// The tipset before the one at @p height. Its epoch is the newest whose effects that tipset's
  /// state has.
  [[nodiscard]] Epoch parent_of(Epoch height) const { return tipset_at_or_below(height - 1); }

  [[nodiscard]] std::uint64_t block_count(Epoch height) const;
  [[nodiscard]] std::string block_cid(Epoch height, std::uint64_t block) const;
  /// The height of the tipset whose key is @p key, in the order of the blocks; nullopt = there is
  /// none.
  [[nodiscard]] std::optional<Epoch> height_of(std::span<const std::string_view> key) const;

 private:
  [[nodiscard]] std::optional<Epoch> height_by(std::uint64_t seed,
                                               std::span<const std::string_view> key) const;

  std::uint64_t seed_;
  std::uint64_t fork_seed_;
  Epoch fork_base_;
  Epoch start_;
  std::uint32_t null_rounds_ppm_;
};

}  // namespace mock
