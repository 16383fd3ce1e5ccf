#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "aggregator/refusal.h"
#include "front/http_client.h"

namespace mock {

/// A real EVM (anvil), asked over HTTP. Each call waits for its answer. Used by one thread.
class EvmNode {
 public:
  explicit EvmNode(const std::string& url);

  /// The whole response: an object with "result" or "error".
  [[nodiscard]] Outcome<boost::json::object> respond(std::string_view method,
                                                     boost::json::array params);
  /// The result alone. Where there is none the text is the EVM's own.
  [[nodiscard]] Outcome<boost::json::value> call(std::string_view method,
                                                 boost::json::array params);
  /// A result that is a quantity.
  [[nodiscard]] Outcome<std::uint64_t> number(std::string_view method, boost::json::array params);
  /// A result that is a text.
  [[nodiscard]] Outcome<std::string> text(std::string_view method, boost::json::array params);

 private:
  HttpClient client_;
  std::uint64_t next_id_ = 1;
};

/// The text of a member; empty if it is none.
[[nodiscard]] std::string text_in(const boost::json::object& object, std::string_view key);

}  // namespace mock
