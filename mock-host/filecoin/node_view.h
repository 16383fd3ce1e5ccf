#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "filecoin/heights.h"
#include "filecoin/ledger.h"
#include "filecoin/sight.h"

namespace mock {

/// A line of tipsets that a node follows or has followed: the chain, or a branch of it.
struct Track {
  std::optional<Branch> branch;  ///< None = the chain.
  Heights heights;
  Epoch seen_to = 0;  ///< The newest height that the node has had on it.

  /// The newest epoch whose effects the state of the tipset at @p height has.
  [[nodiscard]] Epoch state_of(Epoch height) const;
  /// The height of the tipset that a message of @p epoch is in.
  [[nodiscard]] Epoch height_of_message(Epoch epoch) const;
};

/// The chain as one node has it: how far, on which branch, and which tipsets it remembers.
class NodeView {
 public:
  explicit NodeView(const Ledger& ledger);

  /// From now on it sees the chain like this. A branch that it leaves is remembered.
  void look(const Sight& sight);
  /// Notes what it has seen; to be called before it is asked something.
  void follow();

  [[nodiscard]] const Sight& sight() const { return sight_; }
  [[nodiscard]] const Track& track() const { return *current_; }
  [[nodiscard]] Epoch head() const;
  [[nodiscard]] Epoch finalized() const;

  /// Whether the tipset of another line at @p height is on the present one too.
  [[nodiscard]] bool is_shared(const Track& other, Epoch height) const;

  /// A tipset and the line that it is on.
  struct Place {
    const Track* track = nullptr;
    Epoch height = 0;
  };
  /// nullopt = the node has no such tipset.
  [[nodiscard]] std::optional<Place> find(std::span<const std::string_view> key);

 private:
  struct Known {
    std::vector<std::string> key;
    Place place;
  };
  [[nodiscard]] bool has(const Place& place) const;
  [[nodiscard]] Track& track_of(const std::optional<Branch>& branch);

  const Ledger& ledger_;
  Sight sight_;
  std::vector<std::unique_ptr<Track>> tracks_;  ///< The chain first.
  Track* current_;
  Known latest_;  ///< All calls of a sweep are about one tipset.
};

}  // namespace mock
