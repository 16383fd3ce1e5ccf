#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace raas {

enum class Level : std::uint8_t { debug, info, warn, error };

/// One thing that happened. `name` is stable and explained in the README's table of messages.
struct Event {
  Level level = Level::info;
  std::string_view name;  ///< A literal.
  std::vector<std::pair<std::string_view, std::string>>
      fields;  ///< In the order of writing; no secrets.
};

/// Where events go.
class Events {
 public:
  virtual ~Events() = default;
  virtual void emit(const Event& event) = 0;
  /// Whether @p level is written at all, so that costly fields can be left out.
  [[nodiscard]] virtual bool wants(Level level) const = 0;
};

}  // namespace raas
