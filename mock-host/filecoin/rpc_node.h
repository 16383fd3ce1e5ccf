#pragma once

#include <string>
#include <string_view>

namespace mock {

/// What an HTTP server sends back.
struct RpcAnswer {
  int http_status = 200;  ///< @ref no_answer = nothing comes; whoever asked gives up in the end.
  std::string body;
};

inline constexpr int no_answer = 0;

/// Something that is asked as a Lotus node is: one body in, one body out.
class RpcNode {
 public:
  virtual ~RpcNode() = default;
  [[nodiscard]] virtual RpcAnswer answer(std::string_view body) = 0;
};

}  // namespace mock
