#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace raas_test {

/// A TCP connection to 127.0.0.1 that sends and receives exactly the bytes that it is told, so that
/// a test can be a client of any manners.
class RawSocket {
 public:
  /// Throws std::runtime_error if nobody listens.
  explicit RawSocket(std::uint16_t port);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  /// False if the other side has closed.
  bool send(std::string_view bytes) const;
  /// Tells the other side that nothing follows.
  void end_of_sending() const;
  /// One HTTP answer with its body by Content-Length; what came so far if the connection or the
  /// time ended.
  [[nodiscard]] std::string answer(bool has_body = true);
  /// Everything up to the end of the connection, or of the time.
  [[nodiscard]] std::string rest();
  /// Whether the other side closed before the time ended.
  [[nodiscard]] bool is_closed_by_peer();

 private:
  bool receive_more();

  int socket_;
  std::string received_;
  bool is_at_end_ = false;
  std::chrono::steady_clock::time_point until_;
};

/// The status of an HTTP answer; 0 if it is none.
[[nodiscard]] unsigned status_of(std::string_view answer);
/// What follows the header.
[[nodiscard]] std::string body_of(std::string_view answer);

}  // namespace raas_test
