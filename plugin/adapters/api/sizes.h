#pragma once

#include <cstddef>

namespace raas::api {

inline constexpr std::size_t client_bytes_max = 128;
inline constexpr std::size_t label_bytes_max = 256;
inline constexpr std::size_t target_bytes_max = 8192;

}  // namespace raas::api
