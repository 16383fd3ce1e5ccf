#include "support/raw_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace raas_test {
namespace {

constexpr std::chrono::seconds patience{20};

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const std::size_t at = head.find(name);
  std::size_t length = 0;
  if (at != std::string_view::npos) {
    std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
  }
  return length;
}

}  // namespace

RawSocket::RawSocket(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      until_(std::chrono::steady_clock::now() + patience) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  }
}

RawSocket::~RawSocket() {
  ::close(socket_);
}

bool RawSocket::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawSocket::end_of_sending() const {
  ::shutdown(socket_, SHUT_WR);
}

bool RawSocket::receive_more() {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      until_ - std::chrono::steady_clock::now());
  pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
  if (is_at_end_ || left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) != 1) {
    return false;
  }
  std::array<char, 65536> bytes{};
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  is_at_end_ = count <= 0;
  if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::string RawSocket::answer(bool has_body) {
  std::size_t end = std::string::npos;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos && receive_more()) {
  }
  if (end != std::string::npos) {
    end += 4;
    if (has_body) end += content_length(std::string_view{received_}.substr(0, end));
    while (received_.size() < end && receive_more()) {
    }
  }
  std::string taken = received_.substr(0, end);
  received_.erase(0, taken.size());
  return taken;
}

std::string RawSocket::rest() {
  while (receive_more()) {
  }
  return std::move(received_);
}

bool RawSocket::is_closed_by_peer() {
  while (receive_more()) {
  }
  return is_at_end_;
}

unsigned status_of(std::string_view answer) {
  constexpr std::string_view version = "HTTP/1.1 ";
  unsigned status = 0;
  if (answer.starts_with(version)) {
    std::from_chars(answer.data() + version.size(), answer.data() + answer.size(), status);
  }
  return status;
}

std::string body_of(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? "" : std::string(answer.substr(end + 4));
}

}  // namespace raas_test
