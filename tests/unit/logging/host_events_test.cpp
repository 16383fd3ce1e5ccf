#include "adapters/logging/host_events.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace raas {
namespace {

/// Keeps the lines that the host was told.
struct FakeHost {
  std::vector<std::string> lines;
  bool throws = false;
  raas_host_table table{this, &FakeHost::log, nullptr};

  FakeHost() = default;
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  static void log(void* ctx, raas_log_level level, raas_str event, raas_str message) {
    auto& self = *static_cast<FakeHost*>(ctx);
    if (self.throws) throw std::runtime_error("bad host");
    std::string line = std::to_string(level) + "|" + std::string(event.ptr, event.len) + "|";
    if (message.len > 0) line.append(message.ptr, message.len);
    self.lines.push_back(line);
  }
};

class LogDir {
 public:
  LogDir() {
    std::string name = (std::filesystem::temp_directory_path() / "raas-log-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~LogDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  LogDir(const LogDir&) = delete;
  LogDir& operator=(const LogDir&) = delete;

  [[nodiscard]] std::string at(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream file(at(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::size_t files() const {
    const std::filesystem::directory_iterator all(path_);
    return static_cast<std::size_t>(std::distance(all, std::filesystem::directory_iterator()));
  }

 private:
  std::filesystem::path path_;
};

Event event_at(Level level) {
  return {.level = level, .name = "it_was", .fields = {{"a", "b c"}}};
}

RotatingFile file_at(const std::string& path, RotatingFile::Limits limits = {1 << 20, 3}) {
  return std::move(RotatingFile::open(path, limits)).value();
}

BOOST_AUTO_TEST_SUITE(host_events)

BOOST_AUTO_TEST_CASE(host_is_told_level_name_and_fields) {
  FakeHost host;
  HostEvents events(host.table, Level::debug);
  events.enter_call();
  for (const auto level : {Level::debug, Level::info, Level::warn, Level::error}) {
    events.emit(event_at(level));
  }
  events.leave_call();
  const std::vector<std::string> expected = {"1|it_was|a=\"b c\"", "2|it_was|a=\"b c\"",
                                             "3|it_was|a=\"b c\"", "4|it_was|a=\"b c\""};
  BOOST_TEST(host.lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_less_important_than_the_level_is_not_written) {
  FakeHost host;
  const LogDir dir;
  HostEvents events(host.table, Level::warn);
  events.write_to(file_at(dir.at("raas.log")));
  BOOST_TEST(!events.wants(Level::info));
  BOOST_TEST(events.wants(Level::warn));
  BOOST_TEST(events.wants(Level::error));
  events.enter_call();
  events.emit(event_at(Level::info));
  events.emit(event_at(Level::warn));
  events.leave_call();
  BOOST_TEST(host.lines.size() == 1U);
  BOOST_TEST(dir.content("raas.log") == "1970-01-01T00:00:00.000Z warn it_was a=\"b c\"\n");
}

BOOST_AUTO_TEST_CASE(host_hears_nothing_outside_of_its_calls) {
  FakeHost host;
  const LogDir dir;
  HostEvents events(host.table, Level::info);
  events.write_to(file_at(dir.at("raas.log")));
  events.emit(event_at(Level::info));
  events.enter_call();
  events.leave_call();
  events.emit(event_at(Level::info));
  events.enter_call();
  events.leave_call();
  BOOST_TEST(host.lines.empty());
  const std::string content = dir.content("raas.log");
  BOOST_TEST(std::count(content.begin(), content.end(), '\n') == 2);
}

BOOST_AUTO_TEST_CASE(host_hears_nothing_of_other_threads_even_inside_a_call) {
  FakeHost host;
  const LogDir dir;
  HostEvents events(host.table, Level::info);
  events.write_to(file_at(dir.at("raas.log")));
  events.enter_call();
  std::thread([&events] { events.emit(event_at(Level::info)); }).join();
  events.leave_call();
  BOOST_TEST(host.lines.empty());
  BOOST_TEST(!dir.content("raas.log").empty());
}

BOOST_AUTO_TEST_CASE(time_is_the_hosts) {
  FakeHost host;
  const LogDir dir;
  HostEvents events(host.table, Level::info);
  events.write_to(file_at(dir.at("raas.log")));
  events.enter_call();
  events.set_now(1'795'371'202'104);
  events.emit(event_at(Level::info));
  events.leave_call();
  BOOST_TEST(dir.content("raas.log").starts_with("2026-11-22T18:13:22.104Z info it_was "));
}

BOOST_AUTO_TEST_CASE(host_that_throws_stops_nothing) {
  FakeHost host;
  host.throws = true;
  HostEvents events(host.table, Level::info);
  events.enter_call();
  BOOST_CHECK_NO_THROW(events.emit(event_at(Level::error)));
}

BOOST_AUTO_TEST_CASE(line_that_the_file_does_not_take_is_counted_and_told_to_the_host) {
  FakeHost host;
  HostEvents events(host.table, Level::info);
  events.write_to(file_at("/dev/full"));
  events.enter_call();
  for (int i = 0; i < 1000; ++i) events.emit(event_at(Level::error));
  events.leave_call();
  BOOST_TEST(host.lines.size() == 1000U);
  BOOST_TEST(events.lines_lost() > 0U);
}

BOOST_AUTO_TEST_CASE(file_goes_on_where_it_ended) {
  FakeHost host;
  const LogDir dir;
  for (int run = 0; run < 2; ++run) {
    HostEvents events(host.table, Level::info);
    events.write_to(file_at(dir.at("raas.log")));
    events.emit(event_at(Level::info));
  }
  const std::string content = dir.content("raas.log");
  BOOST_TEST(std::count(content.begin(), content.end(), '\n') == 2);
}

BOOST_AUTO_TEST_CASE(file_is_set_aside_when_it_has_grown_and_only_so_many_are_kept) {
  for (const std::uint32_t files_max : {1U, 2U, 3U}) {
    const LogDir dir;
    RotatingFile file = file_at(dir.at("raas.log"), {100, files_max});
    for (int i = 10; i < 60; ++i) {
      BOOST_REQUIRE(file.write(std::to_string(i) + std::string(37, '.')).has_value());
    }
    BOOST_REQUIRE(file.flush().has_value());
    BOOST_TEST(dir.files() == files_max);
    BOOST_TEST(dir.content("raas.log").size() == 80U);
    BOOST_TEST(dir.content("raas.log").find("59...") != std::string::npos);
    if (files_max > 1) {
      BOOST_TEST(dir.content("raas.1.log").size() == 80U);
      BOOST_TEST(dir.content("raas.1.log").find("57...") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(file_that_cannot_be_opened_is_refused) {
  const LogDir dir;
  std::ofstream(dir.at("file")) << "x";
  const auto file = RotatingFile::open(dir.at("file") + "/raas.log", {1000, 1});
  BOOST_REQUIRE(!file.has_value());
  BOOST_TEST(name_of(file.error().code()) == "invalid_input");
  BOOST_TEST(file.error().text().starts_with("log file: "));
}

BOOST_AUTO_TEST_CASE(limits_of_zero_are_refused) {
  const LogDir dir;
  BOOST_TEST(!RotatingFile::open(dir.at("raas.log"), {0, 1}).has_value());
  BOOST_TEST(!RotatingFile::open(dir.at("raas.log"), {1, 0}).has_value());
  BOOST_TEST(dir.files() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
