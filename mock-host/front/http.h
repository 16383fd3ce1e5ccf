#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mock {

/// One header field.
struct HttpField {
  std::string name;
  std::string value;
};

/// A request that was received in full.
struct HttpRequest {
  std::string method = "GET";  ///< Upper case.
  std::string target = "/";    ///< Path with query, as it was sent.
  std::vector<HttpField> fields = {};
  std::string body = {};

  /// The first field of that name, in whatever case; empty if there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
  /// The target without its query.
  [[nodiscard]] std::string_view path() const;
};

/// What is sent back.
struct HttpAnswer {
  unsigned status = 200;
  std::string body = {};
  std::vector<HttpField> fields = {{"Content-Type", "application/json"}};
};

/// Takes an answer, once, from any thread.
using Respond = std::function<void(HttpAnswer)>;

/// An answer with a JSON object that has one member, "error".
[[nodiscard]] HttpAnswer error_answer(unsigned status, std::string_view text);

/// The value of a query parameter of @p target, decoded; empty if it is not there.
[[nodiscard]] std::string query_value(std::string_view target, std::string_view name);

}  // namespace mock
