#include "crowd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "http_text.h"

namespace raas::bench {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(EXIT_FAILURE);
}

}  // namespace

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    give_up("client: cannot connect");
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

std::string post(int socket, std::string_view body) {
  std::string request;
  append_post(body, request);
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t done = ::send(socket, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (done < 0 && errno != EINTR) give_up("client: cannot send");
    if (done > 0) sent += static_cast<std::size_t>(done);
  }
  std::string reply;
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t got = ::recv(socket, bytes.data(), bytes.size(), 0);
    if (got == 0 || (got < 0 && errno != EINTR)) give_up("client: connection lost");
    if (got > 0) reply.append(bytes.data(), static_cast<std::size_t>(got));
    if (const auto message = complete_message(reply)) {
      return reply.substr(message->body_begin, message->body_end - message->body_begin);
    }
  }
}

void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &files));
}

Crowd::Crowd(std::uint16_t port, std::size_t connections)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), connections_(connections) {
  for (std::size_t i = 0; i < connections; ++i) {
    const int socket = connect_to(port);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    connections_[i].socket = socket;
    epoll_event event{};
    // Edges: a request that did not go out whole goes on when there is room again.
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.u64 = i;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) give_up("client: epoll_ctl");
  }
}

Crowd::~Crowd() {
  for (const Connection& connection : connections_) ::close(connection.socket);
  ::close(epoll_);
}

CrowdCount Crowd::run(const Next& next, const Take& take, std::chrono::duration<double> time_max) {
  CrowdCount count;
  bytes_in_ = 0;
  const auto begun = Clock::now();
  const auto until = begun + time_max;
  std::size_t waiting = 0;
  for (Connection& connection : connections_) waiting += ask(connection, next) ? 1 : 0;
  std::array<epoll_event, 256> events{};
  while (waiting > 0) {
    const bool has_time = Clock::now() < until;
    const int found = ::epoll_wait(epoll_, events.data(), events.size(), 1000);
    for (int i = 0; i < found; ++i) {
      Connection& connection = connections_[events[static_cast<std::size_t>(i)].data.u64];
      if (!connection.is_waiting) continue;
      send(connection);
      if (!receive(connection, take)) continue;
      ++count.replies;
      if (!has_time || !ask(connection, next)) --waiting;
    }
  }
  count.bytes_in = bytes_in_;
  count.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  return count;
}

bool Crowd::ask(Connection& connection, const Next& next) {
  const auto body = next();
  if (!body) return false;
  connection.out.clear();
  connection.sent = 0;
  append_post(*body, connection.out);
  connection.is_waiting = true;
  send(connection);
  return true;
}

void Crowd::send(Connection& connection) {
  while (connection.sent < connection.out.size()) {
    const ssize_t sent = ::send(connection.socket, connection.out.data() + connection.sent,
                                connection.out.size() - connection.sent, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0 && errno != EINTR) give_up("client: cannot send");
    if (sent > 0) connection.sent += static_cast<std::size_t>(sent);
  }
}

bool Crowd::receive(Connection& connection, const Take& take) {
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t got = ::recv(connection.socket, bytes.data(), bytes.size(), 0);
    if (got > 0) {
      connection.in.append(bytes.data(), static_cast<std::size_t>(got));
      bytes_in_ += static_cast<std::uint64_t>(got);
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) break;
    give_up("client: connection lost");
  }
  const auto message = complete_message(connection.in);
  if (!message) return false;
  connection.is_waiting = false;
  take(std::string_view(connection.in)
           .substr(message->body_begin, message->body_end - message->body_begin));
  connection.in.clear();
  return true;
}

}  // namespace raas::bench
