#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "running_host.h"

using namespace e2e;

namespace {

constexpr std::uint64_t ballast_bytes_max = 2ULL << 30;

/// Takes room on a disk without writing to it.
class Ballast {
 public:
  Ballast(const std::filesystem::path& file, std::uint64_t bytes)
      : descriptor_(::open(file.c_str(), O_CREAT | O_WRONLY, 0600)) {
    BOOST_REQUIRE(::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes)) == 0);
  }
  ~Ballast() {
    (void)::ftruncate(descriptor_, 0);
    ::close(descriptor_);
  }
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;

 private:
  int descriptor_;
};

unsigned status_of(const mock::Outcome<mock::HttpAnswer>& answer) {
  return answer ? answer->status : 0;
}

std::int64_t epoch_of(RunningHost& host) {
  const auto state = host.client().get("/mock/state");
  BOOST_REQUIRE(status_of(state) == 200U);
  return boost::json::parse(state->body).at("epoch").as_int64();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(disk)

// Other programs use the same disk: half of the ballast either way is theirs.
BOOST_AUTO_TEST_CASE(a_host_on_a_full_disk_stands_still_and_goes_on_when_there_is_room) {
  const std::uint64_t available =
      std::filesystem::space(std::filesystem::temp_directory_path()).available;
  const std::uint64_t ballast_bytes = std::min(ballast_bytes_max, available / 4);
  const HostFolder folder({.disk_reserve_bytes = available - ballast_bytes / 2});
  RunningHost host(folder, {"--speed", "100000"});
  BOOST_TEST(status_of(host.client().upload("/api/uploadFile", "a", "first")) == 201U);
  {
    const Ballast ballast(folder.path("ballast"), ballast_bytes);
    const auto refused = host.client().upload("/api/uploadFile", "b", "second");
    BOOST_TEST(status_of(refused) == 507U);
    BOOST_TEST(refused->body.find("bytes are free on this disk") != std::string::npos);
    BOOST_TEST(status_of(host.client().get("/mock/deals")) == 200U);
    const auto epoch = epoch_of(host);
    for (int asked = 0; asked < 50; ++asked) BOOST_TEST(epoch_of(host) == epoch);
  }
  BOOST_TEST(status_of(host.client().upload("/api/uploadFile", "b", "second")) == 201U);
  const auto epoch = epoch_of(host);
  BOOST_TEST(status_of(host.client().send_json("POST", "/mock/clock",
                                               R"({"advance_epochs": 100})")) == 200U);
  BOOST_TEST(epoch_of(host) >= epoch + 100);
  BOOST_TEST(host.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
