#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace raas_test {

/// Copies of this program that each try one thing out, as many at a time as there are processors.
class Children {
 public:
  Children();

  /// Runs @p work in a copy of the program as it is now. What it returns is a failure, or empty;
  /// that it ends in another way is one, too.
  void run(const std::string& name, const std::function<std::string()>& work);
  /// Goes on in a copy of the program: true there, where end() must follow; false in the program.
  [[nodiscard]] bool branch(const std::string& name);
  /// Ends a copy with a failure, or empty.
  [[noreturn]] void end(std::string failure) const;
  /// Waits for all.
  [[nodiscard]] std::vector<std::string> failures();

 private:
  struct Child {
    std::string name;
    int pipe = -1;
  };

  void wait_for_one();

  std::size_t running_max_;
  std::map<pid_t, Child> running_;
  std::vector<std::string> failures_;
  int to_program_ = -1;  ///< In a copy.
};

}  // namespace raas_test
