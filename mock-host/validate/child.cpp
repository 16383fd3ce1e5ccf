#include "validate/child.h"

#include <sys/wait.h>

#include <boost/asio/io_context.hpp>
#include <boost/process.hpp>
#include <future>

namespace mock {
namespace {

namespace bp = boost::process;

constexpr std::size_t errors_kept = 2000;

std::string last_of(const std::string& text) {
  return text.size() <= errors_kept ? text : text.substr(text.size() - errors_kept);
}

}  // namespace

ChildEnd run_child(const std::vector<std::string>& arguments, const std::string& folder,
                   std::chrono::seconds limit) {
  boost::asio::io_context work;
  std::future<std::string> output;
  std::future<std::string> errors;
  bp::environment environment = boost::this_process::environment();
  environment["TMPDIR"] = folder;
  bp::group group;
  bp::child child("/proc/self/exe", bp::args(arguments), environment, group,
                  (bp::std_in < bp::null), (bp::std_out > output), (bp::std_err > errors), work);
  ChildEnd end;
  // Ends when both streams are closed, which a child of the child could delay.
  work.run_for(limit);
  end.is_timed_out = !work.stopped();
  std::error_code ignored;
  if (end.is_timed_out) group.terminate(ignored);
  child.wait(ignored);
  if (end.is_timed_out) work.run();
  const int status = child.native_exit_code();
  end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  end.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  end.output = output.get();
  end.errors = last_of(errors.get());
  return end;
}

}  // namespace mock
