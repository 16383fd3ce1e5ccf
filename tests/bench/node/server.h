#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "network.h"

namespace raas::bench {

/// What became of the network when it was asked to listen.
struct Listening {
  int socket = -1;
  std::uint16_t port = 0;
};

/// Opens a port on the loopback address. Ends the program where that is not possible.
[[nodiscard]] Listening listen_on_loopback();

/// Serves a network over HTTP/1.1, on one thread, to any number of connections that are kept alive.
///
/// Each request is answered `latency_ns` after it came, as if the node were so far away; no other
/// request waits for that.
class Server {
 public:
  Server(Network network, int socket, std::uint64_t latency_ns);

  /// Serves until the program is ended.
  [[noreturn]] void run();

 private:
  struct Connection {
    std::uint64_t number = 0;  ///< Sockets are used again, numbers are not.
    std::string in;
    std::string out;
    std::size_t sent = 0;
    std::uint64_t dump_next = 0;  ///< Deal that the dump goes on with; 0 = there is none.
    bool ends_with_dump = false;
    bool awaits_room = false;
  };
  struct Due {
    std::uint64_t at_ns = 0;
    int socket = -1;
    std::uint64_t number = 0;
    std::string reply;
    bool is_dump = false;
  };

  void accept_all();
  void take_from(int socket);
  void take_requests(int socket, Connection& connection);
  void take_request(int socket, Connection& connection, std::string_view body);
  void release_due();
  static void begin_dump(Connection& connection);
  void send(int socket, Connection& connection);
  void refill(Connection& connection) const;
  void drop(int socket);
  void await_room(int socket, Connection& connection, bool is_wanted);

  Network network_;
  int listener_;
  int epoll_;
  std::uint64_t latency_ns_;
  std::uint64_t numbers_ = 0;
  std::unordered_map<int, Connection> connections_;
  std::deque<Due> due_;  ///< In the order of their time: the latency is the same for all.
};

}  // namespace raas::bench
