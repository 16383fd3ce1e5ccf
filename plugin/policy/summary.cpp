#include "policy/summary.h"

namespace raas {

std::string copies_text(const Terms& terms, const Layout& layout) {
  std::string text = std::to_string(layout.lasting) + " of " + std::to_string(terms.copies_target) +
                     " copies healthy";
  if (layout.in_flight > 0) text += ", " + std::to_string(layout.in_flight) + " in flight";
  if (layout.unknown > 0) text += ", " + std::to_string(layout.unknown) + " not known";
  return text;
}

}  // namespace raas
