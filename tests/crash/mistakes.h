#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "crash/deployment.h"

namespace raas_test {

/// Mistakes that a plugin could make, put between it and the world: a sweep must find them.
enum class Mistake : std::uint8_t {
  none,
  key_from_counter,   ///< The key of a request is a number that only memory knows.
  record_after_call,  ///< What is recorded becomes durable when the host was asked, not before.
  time_out_refuses,   ///< A time-out of the host is heard as its refusal.
};

/// Makes a world see the plugin as if it made a mistake.
class MistakeInWorld {
 public:
  MistakeInWorld(Deployment& world, Mistake mistake);

  /// A change of the disk on its way.
  void change(std::string_view what, const MemoryVfs::Effect& effect);
  void host_answered(const std::string& function);
  /// Memory is gone.
  void process_ended() { keys_.clear(); }

 private:
  Deployment& world_;
  Mistake mistake_;
  std::map<std::string, std::string> keys_;
};

}  // namespace raas_test
