#include "evm/block_epochs.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "support/temporary_folder.h"

using namespace mock;

namespace {

struct Places {
  explicit Places(const std::string& path = ":memory:", std::uint32_t null_rounds_ppm = 0)
      : database(path), heights(options(null_rounds_ppm)), blocks(database, heights) {}

  static ChainOptions options(std::uint32_t null_rounds_ppm) {
    ChainOptions options;
    options.null_rounds_ppm = null_rounds_ppm;
    return options;
  }

  Database database;
  Heights heights;
  BlockEpochs blocks;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(block_epochs)

BOOST_AUTO_TEST_CASE(blocks_of_one_moment_are_at_epochs_of_their_own) {
  Places places;
  for (const std::uint64_t number : {7, 8, 9}) places.blocks.append(number, "0xaa", 5000100);
  places.blocks.append(10, "0xbb", 5000200);

  BOOST_TEST(places.blocks.of_number(7)->epoch == 5000100);
  BOOST_TEST(places.blocks.of_number(9)->epoch == 5000102);
  BOOST_TEST(places.blocks.of_number(10)->epoch == 5000200);
  BOOST_TEST(places.blocks.of_number(6) == nullptr);
  BOOST_TEST(places.blocks.of_number(11) == nullptr);
}

BOOST_AUTO_TEST_CASE(no_block_is_at_a_null_round) {
  Places places(":memory:", 500000);
  for (std::uint64_t number = 1; number < 200; ++number) {
    places.blocks.append(number, "0xaa", 5000100);
    BOOST_TEST(!places.heights.is_null_round(places.blocks.newest()->epoch));
  }
}

BOOST_AUTO_TEST_CASE(state_of_a_height_is_that_of_the_block_before) {
  Places places;
  places.blocks.append(1, "0xaa", 5000100);
  places.blocks.append(2, "0xbb", 5000200);

  BOOST_TEST(places.blocks.at_or_before(5000099) == nullptr);
  BOOST_TEST(places.blocks.at_or_before(5000100)->number == 1U);
  BOOST_TEST(places.blocks.at_or_before(5000199)->number == 1U);
  BOOST_TEST(places.blocks.at_or_before(5000200)->number == 2U);
  BOOST_TEST(places.blocks.at(5000150) == nullptr);
}

BOOST_AUTO_TEST_CASE(block_that_replaces_another_is_at_its_epoch_and_changes_all_hashes_above) {
  Places places;
  places.blocks.append(1, "0xaa", 5000100);
  places.blocks.append(2, "0xbb", 5000200);
  const auto below = places.blocks.hash_at(5000150);
  const auto above = places.blocks.hash_at(5000250);
  places.blocks.replace(2, "0xcc");

  BOOST_TEST(places.blocks.of_number(2)->epoch == 5000200);
  BOOST_TEST(places.blocks.hash_at(5000200) == "0xcc");
  BOOST_TEST(places.blocks.hash_at(5000150) == below);
  BOOST_TEST(places.blocks.hash_at(5000250) != above);
  BOOST_TEST(above.size() == 66U);
}

BOOST_AUTO_TEST_CASE(restart_finds_all_blocks_where_they_were) {
  const raas_test::TemporaryFolder folder;
  const auto path = (folder.path() / "evm.db").string();
  {
    Places places(path);
    for (std::uint64_t number = 5; number < 9; ++number)
      places.blocks.append(number, "0xaa", 5000100);
    places.blocks.cut_above(7);
    places.database.commit();
  }
  Places again(path);
  BOOST_TEST(again.blocks.newest()->number == 7U);
  BOOST_TEST(again.blocks.of_number(5)->epoch == 5000100);
  BOOST_TEST(again.blocks.of_number(7)->epoch == 5000102);
}

BOOST_AUTO_TEST_SUITE_END()
