#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raas::evm {

/// Why a contract gave up.
enum class RevertKind : std::uint8_t {
  empty,        ///< It did not say.
  message,      ///< Error(string).
  panic,        ///< Panic(uint256): the contract's own bug, such as 0x11, an overflow.
  actor_error,  ///< ActorError(int256): the exit code of a built-in actor, such as 32.
  other,        ///< An error of the contract, or none at all.
};

/// Decoded revert data.
struct Revert {
  RevertKind kind = RevertKind::empty;
  std::optional<std::int64_t> number;  ///< Of a panic or an actor error.
  std::string text;  ///< For people: "Panic(17)", short, without control characters.
};

/// Reads any bytes.
[[nodiscard]] Revert decode_revert(std::string_view bytes);

}  // namespace raas::evm
