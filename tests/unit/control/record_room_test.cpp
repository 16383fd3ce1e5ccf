#include "control/record_room.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

namespace raas {
namespace {

struct Record {
  char* at = nullptr;
  std::string bytes;
};

Record record_in(RecordRoom& room, std::size_t bytes, char letter) {
  Record record{.at = room.take(bytes), .bytes = std::string(bytes, letter)};
  record.bytes.copy(record.at, bytes);
  return record;
}

std::vector<Record> fill(RecordRoom& room, std::size_t records, std::size_t bytes) {
  std::vector<Record> taken;
  for (std::size_t i = 0; i < records; ++i) taken.push_back(record_in(room, bytes, 'x'));
  return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_room)

BOOST_AUTO_TEST_CASE(no_record_is_touched_by_what_others_take_and_give_back) {
  RecordRoom room;
  std::mt19937 chance(7);
  std::vector<Record> kept;
  for (int i = 0; i < 60'000; ++i) {
    const std::size_t bytes = 1 + chance() % (chance() % 20 == 0 ? 3000 : 300);
    kept.push_back(record_in(room, bytes, static_cast<char>(i)));
    if (chance() % 3 == 0) continue;
    std::swap(kept[chance() % kept.size()], kept.back());
    const Record gone = kept.back();
    BOOST_REQUIRE(std::string(gone.at, gone.bytes.size()) == gone.bytes);
    room.release(gone.at, gone.bytes.size());
    kept.pop_back();
  }
  BOOST_TEST(kept.size() > 10'000U);
  for (const Record& record : kept) {
    BOOST_REQUIRE(std::string(record.at, record.bytes.size()) == record.bytes);
  }
}

BOOST_AUTO_TEST_CASE(room_that_was_given_back_serves_records_of_another_size) {
  RecordRoom room;
  const std::vector<Record> small = fill(room, 50'000, 80);
  const std::size_t bytes = room.bytes();
  for (const Record& record : small) room.release(record.at, 80);

  static_cast<void>(fill(room, 19'000, 200));

  BOOST_TEST(room.bytes() == bytes);
}

BOOST_AUTO_TEST_CASE(room_between_records_that_stay_is_taken_again) {
  RecordRoom room;
  std::vector<Record> records = fill(room, 50'000, 80);
  const std::size_t bytes = room.bytes();
  for (std::size_t i = 0; i < records.size(); i += 2) room.release(records[i].at, 80);

  static_cast<void>(fill(room, 25'000, 80));

  BOOST_TEST(room.bytes() == bytes);
}

BOOST_AUTO_TEST_CASE(one_record_more_or_less_at_the_edge_of_a_slab_takes_no_other_slab_each_time) {
  RecordRoom room;
  for (int i = 0; i < 100'000; ++i) room.release(room.take(96), 96);

  BOOST_TEST(room.bytes() == RecordRoom::region_bytes);
}

BOOST_AUTO_TEST_CASE(large_records_are_let_go_of_as_they_are_given_back) {
  RecordRoom room;
  Record large = record_in(room, RecordRoom::record_bytes_max + 1, 'l');
  BOOST_TEST(room.bytes() == RecordRoom::record_bytes_max + 1);
  room.release(large.at, large.bytes.size());

  BOOST_TEST(room.bytes() == 0U);
  static_cast<void>(room.take(RecordRoom::record_bytes_max));
  BOOST_TEST(room.bytes() == RecordRoom::region_bytes);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas
