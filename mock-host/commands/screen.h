#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace mock {

/// Where a person watches: lines that stay, and on a terminal one live line below them that is
/// written over. Where it is no terminal, the live line now and then becomes a line that stays.
class Screen {
 public:
  Screen(std::ostream& out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void line(std::string_view text);
  void heading(std::string_view text);
  /// @param is_worth_a_line  Without a terminal: whether this one is shown.
  void live(std::string_view text, bool is_worth_a_line);

 private:
  void clear_live();

  std::ostream& out_;
  bool is_terminal_;
  bool is_live_ = false;
};

/// Whether standard output is a terminal that can write over a line.
[[nodiscard]] bool stdout_is_terminal();

}  // namespace mock
