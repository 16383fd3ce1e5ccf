#include "core/intent.h"

#include <limits>
#include <optional>

#include "core/decimal.h"

namespace raas {

namespace {

/// Takes the last segment off @p text; nullopt if there is no '/' in it.
std::optional<std::string_view> take_last_segment(std::string_view& text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto segment = text.substr(slash + 1);
  text = text.substr(0, slash);
  return segment;
}

std::optional<std::uint64_t> parse_part(std::optional<std::string_view> segment,
                                        std::uint64_t max) {
  if (!segment) return std::nullopt;
  const auto number = parse_decimal(*segment);
  if (!number || *number == 0 || *number > max) return std::nullopt;
  return number;
}

}  // namespace

std::string IntentKey::text(std::string_view key_namespace) const {
  std::string text(key_namespace);
  text += '/' + std::to_string(job);
  text += '/' + std::to_string(slot);
  text += '/' + std::to_string(generation);
  return text;
}

Result<IntentKey> IntentKey::parse(std::string_view text, std::string_view key_namespace) {
  std::string_view rest = text;
  const auto generation_text = take_last_segment(rest);
  const auto slot_text = take_last_segment(rest);
  const auto job_text = take_last_segment(rest);
  // The namespace may contain slashes itself: only what is left of the three numbers is compared.
  const bool is_ours =
      job_text ? rest == key_namespace : text.substr(0, text.find('/')) == key_namespace;
  if (!is_ours) {
    return Error(Code::not_found,
                 "intent key: of another namespace, expected " + std::string(key_namespace));
  }

  constexpr std::uint64_t max32 = std::numeric_limits<std::uint32_t>::max();
  const auto job = parse_part(job_text, std::numeric_limits<std::uint64_t>::max());
  const auto slot = parse_part(slot_text, max32);
  const auto generation = parse_part(generation_text, max32);
  if (!job || !slot || !generation) {
    return Error(Code::invalid_input, "intent key: malformed, expected " +
                                          std::string(key_namespace) +
                                          "/<job>/<slot>/<generation>, all from 1");
  }
  return IntentKey{.job = *job,
                   .slot = static_cast<SlotNumber>(*slot),
                   .generation = static_cast<std::uint32_t>(*generation)};
}

}  // namespace raas
