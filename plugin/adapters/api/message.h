#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace raas {

/// One header field of a request; borrowed for the call.
struct ApiHeader {
  std::string_view name;
  std::string_view value;
};

/// A request, as the host took it off its own server; borrowed for the call.
struct ApiRequest {
  std::string_view method;  ///< Upper case.
  std::string_view target;  ///< Path with query, percent-encoded, below the mount point.
  std::vector<ApiHeader> headers;
  std::string_view body;
};

/// A header field of a response.
struct ApiResponseHeader {
  std::string name;
  std::string value;
};

/// What is answered.
struct ApiResponse {
  unsigned status = 200;
  std::vector<ApiResponseHeader> headers;
  std::string body;
};

/// What a request may not exceed.
struct ApiLimits {
  std::size_t page_max = 1000;              ///< Jobs or history entries in one answer.
  std::size_t body_bytes_max = 4UL << 20U;  ///< Of a request.
  std::size_t orders_max = 10'000;          ///< In one POST /register_jobs.
};

}  // namespace raas
