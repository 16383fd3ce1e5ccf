#include "adapters/evm/revert.h"

#include <algorithm>

#include "adapters/evm/abi_reader.h"

namespace raas::evm {
namespace {

constexpr std::string_view selector_error("\x08\xc3\x79\xa0", 4);
constexpr std::string_view selector_panic("\x4e\x48\x7b\x71", 4);
constexpr std::string_view selector_actor_error("\xd4\xbb\x66\x71", 4);

constexpr std::size_t text_size_max = 200;
constexpr std::size_t bytes_shown_max = 36;  ///< A selector and a word.

std::string quotable(std::string_view text) {
  std::string quoted(text.substr(0, text_size_max));
  std::replace_if(
      quoted.begin(), quoted.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
  return quoted;
}

Revert other(std::string_view bytes) {
  return {.kind = RevertKind::other,
          .number = std::nullopt,
          .text = hex_of(bytes.substr(0, bytes_shown_max)) +
                  (bytes.size() > bytes_shown_max ? "..." : "")};
}

Revert numbered(RevertKind kind, std::string_view name, std::string_view bytes) {
  const auto word = AbiReader(bytes.substr(4)).word(0);
  if (!word) return other(bytes);
  const auto number = signed_number_in(*word);
  const std::string digits = number ? std::to_string(*number) : decimal_of(*word);
  return {.kind = kind, .number = number, .text = std::string(name) + "(" + digits + ")"};
}

}  // namespace

Revert decode_revert(std::string_view bytes) {
  if (bytes.empty()) return {.kind = RevertKind::empty, .number = {}, .text = "no reason given"};
  if (bytes.starts_with(selector_panic)) return numbered(RevertKind::panic, "Panic", bytes);
  if (bytes.starts_with(selector_actor_error)) {
    return numbered(RevertKind::actor_error, "ActorError", bytes);
  }
  if (bytes.starts_with(selector_error)) {
    const auto message = AbiReader(bytes.substr(4)).bytes(0);
    if (message) {
      return {.kind = RevertKind::message, .number = {}, .text = quotable(*message)};
    }
  }
  return other(bytes);
}

}  // namespace raas::evm
