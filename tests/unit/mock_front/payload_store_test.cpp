#include "content/payload_store.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "support/temporary_folder.h"

using namespace mock;

namespace {

constexpr std::uint64_t plenty = 1000000;
constexpr const char* hello_cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";

struct Folder {
  raas_test::TemporaryFolder folder;
  [[nodiscard]] PayloadStore open(std::uint64_t bytes_max = plenty) const {
    return *PayloadStore::open(folder.path(), bytes_max);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name) << text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(payload_store, Folder)

BOOST_AUTO_TEST_CASE(payload_is_found_by_its_cid_also_after_a_restart) {
  const auto put = open().put("hello world");
  BOOST_REQUIRE(put);
  BOOST_TEST(put->cid == hello_cid);
  BOOST_TEST(put->size == 11U);
  BOOST_TEST(put->piece_size == 128U);

  const PayloadStore store = open();
  const auto found = store.find(hello_cid);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->piece_cid == put->piece_cid);
  BOOST_TEST(found->size == 11U);
  BOOST_TEST(store.holds(hello_cid));
  BOOST_TEST(*store.bytes_of(hello_cid) == "hello world");
}

BOOST_AUTO_TEST_CASE(bytes_are_read_from_any_offset) {
  PayloadStore store = open();
  BOOST_REQUIRE(store.put("hello world"));
  std::array<char, 5> buffer{};

  BOOST_TEST(store.read(hello_cid, 6, buffer.data(), buffer.size()) == 5U);
  BOOST_TEST(std::string(buffer.data(), 5) == "world");
  BOOST_TEST(store.read(hello_cid, 10, buffer.data(), buffer.size()) == 1U);
  BOOST_TEST(store.read(hello_cid, 11, buffer.data(), buffer.size()) == 0U);
  BOOST_TEST(store.read(hello_cid, 1000, buffer.data(), buffer.size()) == 0U);
  BOOST_TEST(store.read("bafkreiunknown", 0, buffer.data(), buffer.size()) == 0U);
}

BOOST_AUTO_TEST_CASE(payload_that_was_let_go_is_remembered_and_comes_back_when_put_again) {
  PayloadStore store = open();
  BOOST_REQUIRE(store.put("hello world"));
  BOOST_REQUIRE(store.let_go(hello_cid));
  BOOST_TEST(!store.holds(hello_cid));
  BOOST_TEST(store.find(hello_cid).has_value());
  BOOST_TEST(*store.bytes_of(hello_cid) == "hello world");
  BOOST_TEST(store.let_go(hello_cid).has_error());
  BOOST_TEST(!open().holds(hello_cid));

  BOOST_REQUIRE(store.put("hello world"));
  BOOST_TEST(store.holds(hello_cid));
}

BOOST_AUTO_TEST_CASE(store_is_full_at_its_limit_and_not_before) {
  BOOST_TEST(open(10).put("hello world").has_error());
  BOOST_TEST(open(11).put("hello world").has_value());
  BOOST_TEST(open(11).put("x").error().status == RAAS_E_BUSY);
  BOOST_TEST(open(12).put("x").has_value());
  BOOST_TEST(open(11).put("hello world").has_value());
}

BOOST_AUTO_TEST_CASE(what_a_crash_left_behind_is_not_a_payload) {
  BOOST_REQUIRE(open().put("hello world"));
  std::filesystem::remove(folder.path() / "own" / hello_cid);
  write("own/" + std::string(hello_cid) + ".tmp", "hel");
  write("known/" + std::string(hello_cid) + ".tmp", "{");

  PayloadStore store = open();
  BOOST_TEST(store.all().empty());
  BOOST_TEST(store.put("hello world").has_value());
  BOOST_TEST(open().holds(hello_cid));
}

BOOST_AUTO_TEST_CASE(description_that_cannot_be_read_is_named) {
  BOOST_REQUIRE(open().put("hello world"));
  write("known/" + std::string(hello_cid), R"({"size":-1,"piece_cid":"x","piece_size":1})");

  const auto store = PayloadStore::open(folder.path(), plenty);
  BOOST_REQUIRE(store.has_error());
  BOOST_TEST(
      store.error().text.ends_with(std::string(hello_cid) + ": not a payload's description"));
}

BOOST_AUTO_TEST_CASE(names_that_are_no_cids_reach_no_file) {
  PayloadStore store = open();
  write("secret", "x");
  BOOST_TEST(!store.holds("../secret"));
  BOOST_TEST(store.bytes_of("../secret").has_error());
}

BOOST_AUTO_TEST_SUITE_END()
