#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "adapters/api/api.h"
#include "support/memory_desk.h"

namespace raas::testing {

inline constexpr std::string_view cid_a =
    "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354";
inline constexpr std::string_view cid_a_v0 = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";
inline constexpr std::string_view cid_b =
    "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";
inline constexpr std::string_view piece_v1 =
    "baga6ea4seaqes3nobte6ezpp4wqan2age2s5yxcatzotcvobhgcmv5wi2xh5mbi";
inline constexpr std::string_view piece_v2 =
    "bafkzcibcaaces3nobte6ezpp4wqan2age2s5yxcatzotcvobhgcmv5wi2xh5mbi";

/// An answer, with its body parsed if it is JSON.
struct Reply {
  unsigned status = 0;
  std::string body;
  boost::json::value json;
  std::vector<ApiResponseHeader> headers;

  [[nodiscard]] std::string header(std::string_view name) const;
  /// Of an error's answer; empty if there is none.
  [[nodiscard]] std::string error() const;
  [[nodiscard]] const boost::json::value& at(std::string_view pointer) const {
    return json.at_pointer(pointer);
  }
};

/// The API over a desk in memory.
class Front {
 public:
  MemoryDesk desk;
  ApiLimits limits{.page_max = 100, .body_bytes_max = 1U << 20U, .orders_max = 50};

  Reply ask(std::string_view method, std::string_view target, std::string_view body = {},
            std::string_view media_type = "application/json");
  Reply get(std::string_view target) { return ask("GET", target); }
  /// POST /register_jobs
  Reply place(std::string_view body) { return ask("POST", "/register_jobs", body); }
  /// Places a job for @p cid: its id.
  JobId placed(std::string_view cid, std::string_view client = "");
  Job& job(JobId id) { return desk.kept.at(id).job; }
};

/// `{"cid": <cid_a>, <members>}`
[[nodiscard]] std::string order(std::string_view members);

}  // namespace raas::testing
