#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/config/config.h"

namespace raas {

/// Where a key's value is kept in a Config; its type decides what JSON type the key takes.
using ConfigField = std::variant<bool*, std::uint32_t*, std::uint64_t*, std::int64_t*, std::string*,
                                 std::optional<AttoFil>*, std::vector<ActorId>*, EnrolmentMode*,
                                 ProvingRule*, HostRpcUse*, Level*>;

/// What a key may be.
struct ConfigValues {
  std::string_view unit;
  std::int64_t min = 0;  ///< Of a number, of a text's length in bytes, or of an array's size.
  std::int64_t max = 0;
  std::string_view choices;  ///< Of an enum, in its order, separated by '|'.
  std::string_view pattern;  ///< Of a text: a regular expression, for the schema.
};

/// One key. The parser, the schema and the README's table are all made from these.
struct ConfigRow {
  std::string_view pointer;  ///< "/key" or "/section/key".
  ConfigField (*field)(Config&);
  ConfigValues values;
  std::string_view help;

  /// Empty = at the top.
  [[nodiscard]] std::string_view section() const;
  [[nodiscard]] std::string_view key() const;
};

/// All rows of a section one after the other, in the order of the README's table.
[[nodiscard]] std::span<const ConfigRow> config_rows();

/// The words of an enum, in its order.
[[nodiscard]] std::vector<std::string_view> choices_of(const ConfigRow& row);

/// Whether a key follows /terms/copies_target as long as it is not given.
[[nodiscard]] bool follows_target(const ConfigRow& row);

/// An objection to the value at @p pointer.
[[nodiscard]] inline Error wrong(std::string_view pointer, const std::string& text) {
  return Error(Code::invalid_input, std::string(pointer) + ": " + text);
}

/// Checks what one row cannot: how values stand to each other.
[[nodiscard]] Status check_config_rules(const Config& config);

}  // namespace raas
