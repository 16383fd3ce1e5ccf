#include "sim/progress.h"

#include <unistd.h>

#include <cstdio>

namespace mock {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t calls_between_looks = 256;

}  // namespace

Progress::Progress(bool quiet)
    : quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      begun_(std::chrono::steady_clock::now()),
      next_(begun_) {}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::show(Epochs done, Epochs total, const Judge& judge) {
  if (quiet_ || ++calls_ % calls_between_looks != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? 250ms : 5000ms);
  const auto copies = judge.count();
  const auto seconds = std::chrono::duration<double>(now - begun_).count();
  std::fprintf(
      stderr, "%sday %lld of %lld (%lld %%)  copies %llu of %llu healthy, %llu pending  %.0f s%s",
      terminal_ ? "\r" : "", static_cast<long long>(done / epochs_per_day),
      static_cast<long long>(total / epochs_per_day),
      static_cast<long long>(total == 0 ? 100 : done * 100 / total),
      static_cast<unsigned long long>(copies.healthy),
      static_cast<unsigned long long>(copies.asked),
      static_cast<unsigned long long>(copies.pending), seconds, terminal_ ? "\x1b[K" : "\n");
  line_open_ = terminal_;
}

}  // namespace mock
