#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "aggregator/refusal.h"
#include "front/http.h"

namespace mock {

/// A client of one HTTP server, with one connection that it keeps. Used by one thread.
class HttpClient {
 public:
  /// @param base  "http://127.0.0.1:1234"
  /// @param answer_time_max  For one answer.
  explicit HttpClient(std::string base,
                      std::chrono::seconds answer_time_max = std::chrono::seconds{600});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends a request and waits for its answer. Whatever the status, an answer is no refusal.
  [[nodiscard]] Outcome<HttpAnswer> send(const HttpRequest& request);
  [[nodiscard]] Outcome<HttpAnswer> get(std::string_view target);
  /// A JSON body.
  [[nodiscard]] Outcome<HttpAnswer> send_json(std::string_view method, std::string_view target,
                                              std::string body);
  /// A form with one file.
  [[nodiscard]] Outcome<HttpAnswer> upload(std::string_view target, std::string_view file_name,
                                           std::string_view content);

 private:
  struct Closer {
    void operator()(void* handle) const;
  };
  std::string base_;
  std::chrono::seconds answer_time_max_;
  std::unique_ptr<void, Closer> curl_;
};

}  // namespace mock
