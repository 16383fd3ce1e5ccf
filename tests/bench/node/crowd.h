#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace raas::bench {

/// What a crowd got done.
struct CrowdCount {
  std::uint64_t replies = 0;
  std::uint64_t bytes_in = 0;
  double seconds = 0;
};

/// Keep-alive connections to a node on this machine, one request at a time on each: as many
/// requests are in flight as there are connections. One thread, epoll, nothing else.
class Crowd {
 public:
  /// The next request's body; nothing when there is no more to ask.
  using Next = std::function<std::optional<std::string_view>()>;
  /// Takes the body of a reply, in whatever order they come.
  using Take = std::function<void(std::string_view body)>;

  /// Ends the program where the node cannot be reached.
  Crowd(std::uint16_t port, std::size_t connections);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Asks until there is no more to ask or @p time_max is over.
  CrowdCount run(const Next& next, const Take& take, std::chrono::duration<double> time_max);

 private:
  struct Connection {
    int socket = -1;
    std::string out;
    std::size_t sent = 0;
    std::string in;
    bool is_waiting = false;
  };

  [[nodiscard]] bool ask(Connection& connection, const Next& next);
  void send(Connection& connection);
  /// Reads what has come; whether the reply is complete, which @p take then has.
  [[nodiscard]] bool receive(Connection& connection, const Take& take);

  int epoll_;
  std::vector<Connection> connections_;
  std::uint64_t bytes_in_ = 0;
};

/// Connects to a node on this machine; blocking. Ends the program where that is not possible.
[[nodiscard]] int connect_to(std::uint16_t port);

/// Posts @p body over @p socket, waits for the reply and returns its body.
[[nodiscard]] std::string post(int socket, std::string_view body);

/// Lets this program have as many open files as it may.
void allow_many_files();

}  // namespace raas::bench
