#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace raas::bench {

/// Where a message in a buffer lies, once all of it is there.
struct HttpMessage {
  std::size_t body_begin = 0;
  std::size_t body_end = 0;
};

/// The message at the front of @p text if it is complete; its length is in its header.
[[nodiscard]] inline std::optional<HttpMessage> complete_message(std::string_view text) {
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  std::size_t length = 0;
  const std::string_view head = text.substr(0, head_end);
  for (const std::string_view name : {"Content-Length: ", "content-length: "}) {
    const std::size_t found = head.find(name);
    if (found == std::string_view::npos) continue;
    const char* digits = head.data() + found + name.size();
    static_cast<void>(std::from_chars(digits, head.data() + head.size(), length));
  }
  const std::size_t body_begin = head_end + 4;
  if (text.size() - body_begin < length) return std::nullopt;
  return HttpMessage{body_begin, body_begin + length};
}

/// Begins a reply whose body is appended to it and whose length is filled in by end_reply().
inline void begin_reply(std::string& reply) {
  reply +=
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0000000000\r\n\r\n";
}

/// Ends the reply that began at @p begin.
inline void end_reply(std::string& reply, std::size_t begin) {
  const std::size_t body_begin = reply.find("\r\n\r\n", begin) + 4;
  std::size_t length = reply.size() - body_begin;
  for (std::size_t digit = body_begin - 5; length != 0; --digit, length /= 10) {
    reply[digit] = static_cast<char>('0' + length % 10);
  }
}

/// A POST of @p body, appended to @p request.
inline void append_post(std::string_view body, std::string& request) {
  request +=
      "POST /rpc/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      "Content-Length: ";
  request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

}  // namespace raas::bench
