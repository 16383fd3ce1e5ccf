#pragma once

#include <cstdint>
#include <string>

#include "adapters/lotus/json_rpc.h"

namespace raas::lotus {

/// How the sectors of a miner are read at a node.
enum class Mode : std::uint8_t {
  full,     ///< By the partitions of each deadline.
  gateway,  ///< By asking the miner actor about single sectors, when its counts give reason to.
  market,   ///< Not at all: by the deals alone.
};

[[nodiscard]] std::string_view name_of(Mode mode);

/// Which methods a node serves. What was not heard of is taken to be served.
class Capabilities {
 public:
  /// Takes what an answer to a call of @p method tells; whether that is news.
  bool learn(Method method, const Answer& answer);
  /// The method is there, but not what it is needed for.
  bool lacks(Method method);

  [[nodiscard]] bool serves(Method method) const { return (missing_ & bit(method)) == 0; }
  [[nodiscard]] bool was_heard_of(Method method) const { return (heard_ & bit(method)) != 0; }
  [[nodiscard]] Mode mode() const;
  /// The names of those that it does not serve, with commas between.
  [[nodiscard]] std::string missing() const;

 private:
  [[nodiscard]] static constexpr std::uint32_t bit(Method method) {
    return std::uint32_t{1} << static_cast<unsigned>(method);
  }

  std::uint32_t missing_ = 0;
  std::uint32_t heard_ = 0;
};

/// Methods that a node is probed for, beside those that every node must have. Called without
/// parameters, they cost the node nothing: it answers that there are too few, or that there is no
/// such method.
[[nodiscard]] std::span<const Method> probed_methods();

}  // namespace raas::lotus
