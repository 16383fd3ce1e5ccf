#pragma once

#include <raas/raas.h>

#include <string>
#include <string_view>

namespace conformance {

inline raas_str str(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string text_of(raas_str text) {
  return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

/// The tables of the host under test.
struct HostFace {
  const raas_host_table* host = nullptr;
  const raas_host_deals* deals = nullptr;
  const raas_host_data* data = nullptr;

  void log(raas_log_level level, std::string_view event, std::string_view message) const {
    host->log(host->ctx, level, str(event), str(message));
  }
};

/// A place for an error with marks behind it.
struct ErrorRoom {
  explicit ErrorRoom(std::size_t room = 256) {
    for (char& letter : text) letter = mark;
    error.struct_size = sizeof error;
    error.text = text;
    error.text_capacity = room;
  }
  /// Whether the host wrote no more than it was allowed to.
  [[nodiscard]] bool is_kept() const {
    if (error.text_len > error.text_capacity) return false;
    for (std::size_t at = error.text_capacity; at < sizeof text; ++at) {
      if (text[at] != mark) return false;
    }
    return true;
  }

  static constexpr char mark = '\x7f';
  char text[320];
  raas_error error{};
};

}  // namespace conformance
