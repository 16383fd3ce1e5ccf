#include "commands/screen.h"

#include <unistd.h>

#include <cstdlib>
#include <ostream>

namespace mock {
namespace {

constexpr std::string_view to_line_begin_and_clear = "\r\033[K";
constexpr std::string_view bold = "\033[1m";
constexpr std::string_view plain = "\033[0m";

}  // namespace

Screen::~Screen() {
  clear_live();
}

void Screen::clear_live() {
  if (is_live_) out_ << to_line_begin_and_clear;
  is_live_ = false;
}

void Screen::line(std::string_view text) {
  clear_live();
  out_ << text << "\n" << std::flush;
}

void Screen::heading(std::string_view text) {
  clear_live();
  if (is_terminal_) {
    out_ << "\n" << bold << text << plain << "\n" << std::flush;
  } else {
    out_ << "\n" << text << "\n" << std::flush;
  }
}

void Screen::live(std::string_view text, bool is_worth_a_line) {
  if (!is_terminal_) {
    if (is_worth_a_line) line(text);
    return;
  }
  clear_live();
  out_ << text << std::flush;
  is_live_ = true;
}

bool stdout_is_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

}  // namespace mock
