#include <array>

#include "policy/module.h"
#include "policy/renewal.h"
#include "policy/repair.h"
#include "policy/replication.h"

namespace raas {

std::span<const Module> modules() {
  static constexpr std::array<Module, 3> in_order = {{
      {Reason::repair, examine_for_repair},
      {Reason::renewal, examine_for_renewal},
      {Reason::replication, examine_for_replication},
  }};
  return in_order;
}

}  // namespace raas
