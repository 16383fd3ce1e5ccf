#include "core/job.h"

namespace raas {

std::string payload_text_for_host(const Job& job) {
  return job.payload_text.starts_with("Qm") ? job.payload_text : job.payload.text();
}

}  // namespace raas
