#include <signal.h>
#include <sys/prctl.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "crowd.h"
#include "server.h"

// A Lotus node for benchmarks, on a port of its own choice, which it prints. It ends with the
// program that started it.
//
// usage: bench_node COPIES MINERS LATENCY_MS

namespace {

std::uint64_t number(const char* text) {
  return std::strtoull(text, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace raas::bench;
  if (argc != 4 || number(argv[1]) == 0 || number(argv[2]) == 0) {
    std::fprintf(stderr, "usage: bench_node COPIES MINERS LATENCY_MS\n");
    return EXIT_FAILURE;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  allow_many_files();
  const Listening listening = listen_on_loopback();
  std::printf("%u\n", static_cast<unsigned>(listening.port));
  std::fflush(stdout);
  Server(Network(Fleet(number(argv[1]), number(argv[2]))), listening.socket,
         number(argv[3]) * 1000000)
      .run();
}
