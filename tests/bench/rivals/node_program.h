#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "fleet.h"

namespace raas::bench {

/// The node, in a process of its own, for as long as this lives.
class NodeProgram {
 public:
  /// Ends the program where the node cannot be started.
  NodeProgram(const std::string& binary, const Fleet& fleet, std::uint64_t latency_ms);
  ~NodeProgram();
  NodeProgram(const NodeProgram&) = delete;
  NodeProgram& operator=(const NodeProgram&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace raas::bench
