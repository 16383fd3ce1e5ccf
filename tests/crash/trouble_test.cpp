#include <sqlite3.h>

#include <boost/test/unit_test.hpp>

#include "crash/verdict.h"

namespace raas_test {
namespace {

constexpr mock::Epochs a_while = 300;

struct DiskTrouble {
  const char* name;
  const char* what;  ///< The change of the disk that does not work.
  int code;
};
const DiskTrouble disk_troubles[] = {
    {"the disk is full", "write", SQLITE_FULL},
    {"writing fails", "write", SQLITE_IOERR_WRITE},
    {"syncing fails", "sync", SQLITE_IOERR_FSYNC},
    {"the disk is read-only", "write", SQLITE_READONLY},
    {"reading fails", "read", SQLITE_IOERR_READ},
};

std::string order(std::string_view client) {
  return R"({"cid":"bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e","client":")" +
         std::string(client) + R"(","replication":{"copies":2}})";
}

/// Whether the plugin begins anew while the clock is wrong, and so never saw it right before.
enum class Begins : std::uint8_t { before, meanwhile };

/// The host's clock of the wall is off when the first job's deals are @p age epochs old; the one
/// that only rises stays right.
void check_with_clock_off_by(std::int64_t epochs, mock::Epochs age, Begins begins) {
  Deployment world(brisk_config());
  world.begin();
  world.advance(60);  // the node tells how the network counts
  BOOST_TEST(world.plugin().ask("POST", "/register_jobs", order("client 1")).status == 201U);
  world.advance(age);
  world.host.clock_off_epochs = epochs;
  if (begins == Begins::meanwhile) {
    world.stop();
    world.begin();
  }
  BOOST_TEST(world.plugin().ask("POST", "/register_jobs", order("client 2")).status == 201U);
  for (mock::Epochs passed = 0; passed < a_while; passed += 30) world.advance(30);
  world.host.clock_off_epochs = 0;
  for (mock::Epochs passed = 0; passed < 1200; passed += 60) world.advance(60);
  BOOST_TEST(world.host.violations.empty());
  BOOST_TEST(world.live_copies(1) == 2U);
  BOOST_TEST(world.live_copies(2) == 2U);
  BOOST_TEST(world.host.asked.size() == 4U);
  BOOST_TEST(world.deals_under_way() == 0U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trouble)

BOOST_AUTO_TEST_CASE(disk_that_fails_stops_all_work_until_it_is_well_and_no_longer) {
  for (const DiskTrouble& trouble : disk_troubles) {
    BOOST_TEST_CONTEXT(trouble.name) {
      Deployment world(brisk_config());
      world.begin();
      BOOST_TEST(world.plugin().ask("POST", "/register_jobs", order("before")).status == 201U);
      const bool is_read = std::string_view(trouble.what) == "read";
      world.vfs.trouble = [&](std::string_view what) {
        return what == trouble.what || (is_read && what == "write") ? trouble.code : SQLITE_OK;
      };
      const ApiAnswer refused = world.plugin().ask("POST", "/register_jobs", order("meanwhile"));
      BOOST_TEST(refused.status == 503U, refused.status << " " << refused.body);
      for (mock::Epochs passed = 0; passed < a_while; passed += 30) world.advance(30);
      BOOST_TEST(world.host.asked.empty());
      BOOST_TEST(world.host.has_logged(RAAS_LOG_ERROR, "store_unavailable"));
      BOOST_TEST(world.plugin().ask("GET", "/jobs/1").status == 200U);
      BOOST_TEST(world.plugin().ask("GET", "/jobs/2").status == 404U);

      world.vfs.trouble = nullptr;
      BOOST_TEST(world.plugin().ask("POST", "/register_jobs", order("after")).status == 201U);
      for (mock::Epochs passed = 0; passed < 4000; passed += 60) world.advance(60);
      BOOST_TEST(world.live_copies(1) == 2U);
      BOOST_TEST(world.live_copies(2) == 2U);
      BOOST_TEST(world.host.asked.size() == 4U);
      BOOST_TEST(world.host.violations.empty());
      BOOST_TEST(world.database_damage() == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(clock_that_jumps_and_comes_back_makes_nothing_twice) {
  for (const std::int64_t epochs : {-100'000, -3'000, -5, 5, 3'000, 100'000}) {
    for (const mock::Epochs age : {1, 5, 30, 50}) {
      for (const Begins begins : {Begins::before, Begins::meanwhile}) {
        BOOST_TEST_CONTEXT("off by " << epochs << " epochs, deals are " << age << " old, "
                                     << (begins == Begins::before ? "goes on" : "begins anew")) {
          check_with_clock_off_by(epochs, age, begins);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
