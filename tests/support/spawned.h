#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace raas_test {

/// A program that runs beside the test, with its standard output on a pipe and its errors in a
/// file. It and all that it started are killed when the object goes.
class Spawned {
 public:
  /// @param errors  A file for standard error; it is written anew.
  Spawned(const std::string& program, const std::vector<std::string>& arguments,
          const std::string& errors = "/dev/null");
  ~Spawned();
  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;

  /// The next line of its output; nullopt if there is none before the end or in time.
  [[nodiscard]] std::optional<std::string> line(std::chrono::milliseconds limit);
  /// All lines up to the end of its output.
  [[nodiscard]] std::string rest(std::chrono::milliseconds limit);
  void send_signal(int signal) const;
  /// Its exit status, 128 + N if signal N killed it; nullopt if it is still there at the limit.
  [[nodiscard]] std::optional<int> exit_status(std::chrono::milliseconds limit);

 private:
  bool receive_more(std::chrono::steady_clock::time_point until);

  pid_t process_ = -1;
  int output_ = -1;
  std::string received_;
  std::optional<int> status_;
};

/// What a program that ends by itself did.
struct Ran {
  int status = -1;  ///< -1 = it did not end in time.
  std::string output;
  std::string errors;
};

[[nodiscard]] Ran run_program(const std::string& program, const std::vector<std::string>& arguments,
                              std::chrono::milliseconds limit);

}  // namespace raas_test
