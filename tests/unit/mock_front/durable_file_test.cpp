#include "content/durable_file.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(durable_file)

BOOST_AUTO_TEST_CASE(a_name_without_a_folder_is_written_to_the_current_one) {
  const raas_test::TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const auto written = mock::write_durably("report.json", "{}");
  std::filesystem::current_path(before);

  BOOST_TEST(written.has_value());
  const auto kept = mock::read_file(folder.path() / "report.json");
  BOOST_TEST_REQUIRE(kept.has_value());
  BOOST_TEST(*kept == "{}");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_busy_and_nothing_is_left_of_what_did_not_fit) {
  const raas_test::TemporaryFolder folder;
  const auto file = folder.path() / "payload";
  std::filesystem::create_symlink("/dev/full", folder.path() / "payload.tmp");

  const auto written = mock::write_durably(file, "much");

  BOOST_TEST_REQUIRE(!written.has_value());
  BOOST_TEST(written.error().status == RAAS_E_BUSY);
  BOOST_TEST(written.error().text.find("No space left on device") != std::string::npos);
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
