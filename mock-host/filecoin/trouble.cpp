#include "filecoin/trouble.h"

#include <algorithm>

#include "filecoin/seeded.h"
#include "filecoin/spoilage.h"

namespace mock {

namespace {

constexpr std::uint64_t chances = 1000000;

}  // namespace

void Trouble::bend(Epoch, Sight&) const {}
bool Trouble::spoil(Epoch, std::uint64_t, RpcAnswer&) const {
  return false;
}

void Lag::bend(Epoch now, Sight& sight) const {
  if (when_.at(now)) sight.behind = std::max(sight.behind, behind_);
}

void Stall::bend(Epoch now, Sight& sight) const {
  const auto spell = when_.at(now);
  if (spell) sight.stuck_at = std::min(sight.stuck_at.value_or(spell->from), spell->from);
}

void Reorg::bend(Epoch now, Sight& sight) const {
  const auto spell = when_.at(now);
  if (!spell) return;
  sight.branch = like_;
  sight.branch->base = spell->from;
  sight.branch->salt = like_.salt + spell->number;
}

void Lying::bend(Epoch now, Sight& sight) const {
  const auto spell = when_.at(now);
  if (!spell) return;
  sight.lie = lie_;
  sight.lie->seed = drawn(lie_.seed, Draw::trouble, spell->number);
}

bool Spoiled::spoil(Epoch now, std::uint64_t request, RpcAnswer& answer) const {
  if (!when_.at(now)) return false;
  const auto luck = drawn(chance_.seed, Draw::trouble, request, static_cast<std::uint64_t>(how_));
  if (luck % chances >= chance_.ppm) return false;
  answer = spoiled(how_, std::move(answer));
  return true;
}

RpcAnswer TroubledNode::answer(std::string_view body) {
  if (troubles_.empty()) return node_.answer(body);
  ++requests_;
  const Epoch now = chain_.now();
  Sight sight;
  for (const auto& trouble : troubles_) trouble->bend(now, sight);
  if (!(sight == Sight{})) ++bent_;
  node_.look(sight);
  RpcAnswer answer = node_.answer(body);
  bool is_spoiled = false;
  for (const auto& trouble : troubles_) {
    is_spoiled = trouble->spoil(now, requests_, answer) || is_spoiled;
  }
  if (is_spoiled) ++spoiled_;
  return answer;
}

}  // namespace mock
