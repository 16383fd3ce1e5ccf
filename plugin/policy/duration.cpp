#include "policy/duration.h"

#include <algorithm>

#include "policy/epoch_math.h"

namespace raas {

Epochs deal_duration(const Policy&, const Terms& terms, Epoch now) {
  const Epochs asked = std::clamp(terms.deal_duration_epochs, deal_duration_min, deal_duration_max);
  if (!is_known(terms.end_epoch)) return asked;
  // A deal that starts at once needs all of the rest; one that starts as late as sealing allows
  // then ends that much after the job.
  return std::clamp(span_between(now, terms.end_epoch), deal_duration_min, asked);
}

}  // namespace raas
