#include "server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "http_text.h"

namespace raas::bench {
namespace {

constexpr std::size_t dump_bytes_at_a_time = std::size_t{256} << 10;

std::uint64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void watch(int epoll, int operation, int socket, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = socket;
  if (::epoll_ctl(epoll, operation, socket, &event) != 0) std::perror("node: epoll_ctl");
}

}  // namespace

Listening listen_on_loopback() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (socket < 0 || ::bind(socket, generic, length) != 0 || ::listen(socket, SOMAXCONN) != 0 ||
      ::getsockname(socket, generic, &length) != 0) {
    std::perror("node: cannot listen");
    std::exit(EXIT_FAILURE);
  }
  return {socket, ntohs(address.sin_port)};
}

Server::Server(Network network, int socket, std::uint64_t latency_ns)
    : network_(network),
      listener_(socket),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      latency_ns_(latency_ns) {
  watch(epoll_, EPOLL_CTL_ADD, listener_, EPOLLIN);
}

void Server::run() {
  std::array<epoll_event, 256> events{};
  while (true) {
    timespec wait{};
    const timespec* limit = nullptr;
    if (!due_.empty()) {
      const std::uint64_t now = now_ns();
      const std::uint64_t left = due_.front().at_ns > now ? due_.front().at_ns - now : 0;
      wait = {static_cast<time_t>(left / 1000000000U), static_cast<long>(left % 1000000000U)};
      limit = &wait;
    }
    const int count = ::epoll_pwait2(epoll_, events.data(), events.size(), limit, nullptr);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == listener_) {
        accept_all();
        continue;
      }
      const auto found = connections_.find(event.data.fd);
      if (found == connections_.end()) continue;
      if ((event.events & EPOLLOUT) != 0) {
        send(found->first, found->second);
      } else {
        take_from(found->first);
      }
    }
    release_due();
  }
}

void Server::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections_[socket].number = ++numbers_;
    watch(epoll_, EPOLL_CTL_ADD, socket, EPOLLIN);
  }
}

void Server::take_from(int socket) {
  Connection& connection = connections_.at(socket);
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t got = ::recv(socket, bytes.data(), bytes.size(), 0);
    if (got > 0) {
      connection.in.append(bytes.data(), static_cast<std::size_t>(got));
      if (static_cast<std::size_t>(got) < bytes.size()) break;
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
    drop(socket);
    return;
  }
  take_requests(socket, connection);
  if (!connection.out.empty()) send(socket, connection);
}

void Server::take_requests(int socket, Connection& connection) {
  std::size_t taken = 0;
  while (const auto message = complete_message(std::string_view(connection.in).substr(taken))) {
    const std::string_view text = std::string_view(connection.in).substr(taken);
    take_request(socket, connection,
                 text.substr(message->body_begin, message->body_end - message->body_begin));
    taken += message->body_end;
  }
  connection.in.erase(0, taken);
}

void Server::take_request(int socket, Connection& connection, std::string_view body) {
  Due due{now_ns() + latency_ns_, socket, connection.number, {}, Network::asks_for_dump(body)};
  const bool is_at_once = latency_ns_ == 0 || Network::is_order(body);
  std::string& reply = is_at_once ? connection.out : due.reply;
  const std::size_t begin = reply.size();
  if (due.is_dump) {
    // Its length is not known: it ends with the connection.
    reply += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    if (is_at_once) begin_dump(connection);
  } else {
    begin_reply(reply);
    network_.answer(body, reply);
    reply += '\n';  // As Lotus does.
    end_reply(reply, begin);
  }
  if (!is_at_once) due_.push_back(std::move(due));
}

void Server::release_due() {
  const std::uint64_t now = due_.empty() ? 0 : now_ns();
  while (!due_.empty() && due_.front().at_ns <= now) {
    Due due = std::move(due_.front());
    due_.pop_front();
    const auto found = connections_.find(due.socket);
    if (found == connections_.end() || found->second.number != due.number) continue;
    Connection& connection = found->second;
    if (connection.out.empty()) {
      connection.out = std::move(due.reply);
    } else {
      connection.out += due.reply;
    }
    if (due.is_dump) begin_dump(connection);
    send(due.socket, connection);
  }
}

void Server::begin_dump(Connection& connection) {
  connection.dump_next = 1;
  connection.ends_with_dump = true;
}

void Server::refill(Connection& connection) const {
  connection.out.clear();
  connection.sent = 0;
  if (connection.dump_next == 0) return;
  connection.dump_next =
      network_.append_dump(connection.dump_next, dump_bytes_at_a_time, connection.out);
}

void Server::send(int socket, Connection& connection) {
  while (true) {
    if (connection.sent == connection.out.size()) refill(connection);
    if (connection.out.empty()) {
      await_room(socket, connection, false);
      return;
    }
    const ssize_t sent = ::send(socket, connection.out.data() + connection.sent,
                                connection.out.size() - connection.sent, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN || errno == EINTR) {
        await_room(socket, connection, true);
        return;
      }
      drop(socket);
      return;
    }
    connection.sent += static_cast<std::size_t>(sent);
    const bool is_all_sent = connection.sent == connection.out.size();
    if (is_all_sent && connection.ends_with_dump && connection.dump_next == 0) {
      drop(socket);
      return;
    }
  }
}

void Server::await_room(int socket, Connection& connection, bool is_wanted) {
  if (connection.awaits_room == is_wanted) return;
  connection.awaits_room = is_wanted;
  watch(epoll_, EPOLL_CTL_MOD, socket, is_wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Server::drop(int socket) {
  ::close(socket);
  connections_.erase(socket);
}

}  // namespace raas::bench
