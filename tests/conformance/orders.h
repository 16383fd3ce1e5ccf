#pragma once

#include <cstdint>
#include <string>

#include "conformance/host_face.h"
#include "conformance/report.h"

namespace conformance {

/// What every request of this plugin asks for.
struct Terms {
  std::string key;
  std::string payload_cid;
  std::uint64_t data_handle = 0;
  std::int64_t start_epoch_max = 0;
  std::int64_t duration_epochs = 1555200;
  std::string label = "RaaS conformance";

  [[nodiscard]] raas_deal_request request() const;
};

/// What can be asked of any host, before it has any data: arguments that it must refuse, questions
/// about what is not there. Also looks at the tables themselves.
void look_at_refusals(const HostFace& host, Report& report);

/// One request, again, otherwise, and looked for; remembers it for the next life.
void look_at_requests(const HostFace& host, const Terms& terms, Report& report);

/// Another copy, of which @p provider must not be given one; empty = not known, so nothing is
/// asked.
void look_at_exclusion(const HostFace& host, const Terms& terms, const std::string& provider,
                       Report& report);

/// The request of an earlier life.
void look_at_survivors(const HostFace& host, const Terms& terms, Report& report);

/// Reads what was fetched, to its end and behind it.
void look_at_data(const HostFace& host, const raas_fetch& fetch, Report& report);

/// Lets it go.
void look_at_release(const HostFace& host, std::uint64_t handle, Report& report);

}  // namespace conformance
