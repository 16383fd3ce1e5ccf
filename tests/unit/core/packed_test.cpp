#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/copies_codec.h"
#include "core/phrase.h"

namespace raas {
namespace {

Cid cid_of(std::string bytes, char digit) {
  bytes += std::string(32, digit);
  const auto* const first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return Cid::from_bytes({first, bytes.size()}).value();
}

const Cid raw = cid_of("\x01\x55\x12\x20", 'r');
const Cid piece_cid = cid_of("\x01\x81\xe2\x03\x92\x20\x20", 0);

BOOST_AUTO_TEST_SUITE(packed)

BOOST_AUTO_TEST_CASE(numbers_of_all_sizes_come_back) {
  std::string out;
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::int64_t> numbers = {0, 1, -1, 63, 64, -64, -65, 5'000'000, least, most};
  for (const std::int64_t number : numbers) {
    put_signed(out, number);
    put_number(out, static_cast<std::uint64_t>(number));
    put_from(out, most, number);
  }
  PackedReader reader(out);
  for (const std::int64_t number : numbers) {
    BOOST_TEST(reader.signed_number() == number);
    BOOST_TEST(reader.number() == static_cast<std::uint64_t>(number));
    BOOST_TEST(reader.from(most) == number);
  }
  BOOST_TEST(reader.is_at_end());
}

BOOST_AUTO_TEST_CASE(usual_cids_take_little_more_than_their_digest) {
  for (const auto& [cid, bytes_max] : std::vector<std::pair<Cid, std::size_t>>{
           {Cid(), 1}, {raw, 33}, {piece_cid, 33}, {cid_of("\x01\x71\x12\x20", 'o'), 40}}) {
    std::string out;
    put_cid(out, cid);
    BOOST_TEST(out.size() <= bytes_max);
    PackedReader reader(out);
    BOOST_TEST((reader.cid() == cid));
    BOOST_TEST(reader.is_at_end());
  }
}

BOOST_AUTO_TEST_CASE(piece_sizes_come_back_though_they_were_no_power_of_two) {
  constexpr std::uint64_t one = 1;
  for (const std::uint64_t size : {std::uint64_t{0}, one, std::uint64_t{3}, one << 35U, one << 63U,
                                   std::numeric_limits<std::uint64_t>::max()}) {
    std::string out;
    put_piece(out, {.cid = piece_cid, .padded_size = size});
    PackedReader reader(out);
    BOOST_TEST(reader.piece().padded_size == size);
    BOOST_TEST(reader.is_at_end());
  }
}

// Whatever stands in a file: no read beyond its end, and it is told that something is wrong.
BOOST_AUTO_TEST_CASE(bytes_that_are_cut_short_are_refused_at_every_length) {
  Replica copy;
  copy.id = 7;
  copy.job = 3;
  copy.provider = 1000;
  copy.sector = 70'000;
  copy.piece = {.cid = piece_cid, .padded_size = 3};
  std::string out;
  put_slots(out, std::vector<Slot>{
                     {.number = 1, .generation = 300, .failures = 0, .not_before = 5'000'000}});
  put_copies(out, std::vector<Replica>{copy, copy}, {});
  std::vector<Slot> slots;
  std::vector<Replica> copies;
  for (std::size_t size = 0; size <= out.size(); ++size) {
    PackedReader reader(std::string_view(out).substr(0, size));
    take_slots(reader, slots);
    take_copies(reader, {.job = 3, .usual = {}}, copies);
    BOOST_TEST(reader.is_at_end() == (size == out.size()));
  }
  BOOST_TEST((copies == std::vector<Replica>{copy, copy}));
}

BOOST_AUTO_TEST_CASE(count_that_cannot_be_true_reserves_no_memory) {
  std::string out;
  put_number(out, std::numeric_limits<std::uint64_t>::max());
  PackedReader reader(out);
  std::vector<Replica> copies;
  take_copies(reader, {.job = 1, .usual = {}}, copies);
  BOOST_TEST(!reader.ok());
  BOOST_TEST(copies.empty());
}

BOOST_AUTO_TEST_CASE(texts_are_put_together_as_they_were) {
  for (const std::string text :
       {"", "no number", "0", "007", "ends in 2881 epochs, grace is 2880", "f01000",
        "123456789012345678901234567890", "-5", "1.50", "\x01", "\x01 5", "5 \x01"}) {
    BOOST_TEST(put_together(take_apart(text)) == text);
  }
}

BOOST_AUTO_TEST_CASE(texts_that_differ_in_numbers_share_their_pattern) {
  const Phrase one = take_apart("2 of 3 copies last; looked at again at epoch 5000123");
  const Phrase other = take_apart("12 of 14 copies last; looked at again at epoch 8");
  BOOST_TEST(one.pattern == other.pattern);
  BOOST_TEST((one.numbers == std::vector<std::uint64_t>{2, 3, 5'000'123}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
