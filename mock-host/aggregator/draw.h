#pragma once

#include <cstdint>
#include <string_view>

namespace mock {

/// A number drawn from a seed, a purpose and a subject: the same three give the same number on
/// every machine, in whatever order they are asked and after any restart.
[[nodiscard]] std::uint64_t draw(std::uint64_t seed, std::string_view purpose,
                                 std::uint64_t subject);

/// A draw from @p low..@p high, both included.
[[nodiscard]] std::int64_t draw_between(std::uint64_t drawn, std::int64_t low, std::int64_t high);

/// Whether a draw falls into @p ppm of a million.
[[nodiscard]] bool draw_chance(std::uint64_t drawn, std::uint32_t ppm);

}  // namespace mock
