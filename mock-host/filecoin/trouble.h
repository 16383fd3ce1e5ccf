#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "filecoin/lotus_rpc.h"
#include "filecoin/spells.h"

namespace mock {

/// Something that is wrong with a node, always or at times. What it does depends on its arguments,
/// the epoch and the number of the request, and on nothing else.
class Trouble {
 public:
  virtual ~Trouble() = default;
  /// How the node sees the chain at @p now, changed.
  virtual void bend(Epoch now, Sight& sight) const;
  /// What comes of an answer on its way, if anything does. @p request counts from 1.
  /// @return Whether anything did.
  virtual bool spoil(Epoch now, std::uint64_t request, RpcAnswer& answer) const;
};

/// The node is so many epochs behind.
class Lag : public Trouble {
 public:
  Lag(const Spells& when, Epochs behind) : when_(when), behind_(behind) {}
  void bend(Epoch now, Sight& sight) const override;

 private:
  Spells when_;
  Epochs behind_;
};

/// The node takes no new tipsets from the beginning of a spell to its end.
class Stall : public Trouble {
 public:
  explicit Stall(const Spells& when) : when_(when) {}
  void bend(Epoch now, Sight& sight) const override;

 private:
  Spells when_;
};

/// From the beginning of a spell the node follows a branch, which is given up at its end: so deep a
/// reorganization as the spell is long.
class Reorg : public Trouble {
 public:
  /// @p like says what the branch is like; base and salt come of the spell.
  Reorg(const Spells& when, const Branch& like) : when_(when), like_(like) {}
  void bend(Epoch now, Sight& sight) const override;

 private:
  Spells when_;
  Branch like_;
};

/// The node says what is not so; in each spell of other deals and sectors.
class Lying : public Trouble {
 public:
  Lying(const Spells& when, const Lie& lie) : when_(when), lie_(lie) {}
  void bend(Epoch now, Sight& sight) const override;

 private:
  Spells when_;
  Lie lie_;
};

/// What can become of an answer.
enum class Spoilage : std::uint8_t {
  html,          ///< A page of some proxy, with HTTP 200.
  empty,         ///< HTTP 200 and nothing.
  truncated,     ///< The first half.
  wrong_ids,     ///< Answers to other calls.
  reordered,     ///< A batch in another order, which JSON-RPC allows.
  server_error,  ///< HTTP 500 with a page.
  too_many,      ///< HTTP 429 with nothing.
  lost,          ///< No answer at all.
};

/// Answers are spoiled in one way: each with the same chance.
class Spoiled : public Trouble {
 public:
  struct Chance {
    std::uint64_t seed = 0;
    std::uint32_t ppm = 0;  ///< Of a million.
  };
  Spoiled(const Spells& when, Spoilage how, const Chance& chance)
      : when_(when), how_(how), chance_(chance) {}
  bool spoil(Epoch now, std::uint64_t request, RpcAnswer& answer) const override;

 private:
  Spells when_;
  Spoilage how_;
  Chance chance_;
};

using Troubles = std::vector<std::unique_ptr<Trouble>>;

/// A node with its troubles, which take their effect in order.
class TroubledNode : public RpcNode {
 public:
  TroubledNode(LotusRpc& node, const Chain& chain, Troubles troubles)
      : node_(node), chain_(chain), troubles_(std::move(troubles)) {}

  [[nodiscard]] RpcAnswer answer(std::string_view body) override;

  /// Replies that were spoiled on their way.
  [[nodiscard]] std::uint64_t spoiled() const { return spoiled_; }
  /// Replies of a node that saw the chain as it is not.
  [[nodiscard]] std::uint64_t bent() const { return bent_; }

 private:
  LotusRpc& node_;
  const Chain& chain_;
  Troubles troubles_;
  std::uint64_t requests_ = 0;
  std::uint64_t spoiled_ = 0;
  std::uint64_t bent_ = 0;
};

}  // namespace mock
