#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

#include "core/cid.h"

using raas::Cid;

namespace {

using Random = std::mt19937_64;  // Its values are the same in every library; distributions are not.

std::size_t below(Random& random, std::size_t bound) {
  return random() % bound;
}

std::string random_bytes(Random& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

/// Any spelling: the digits of one big number, or groups of bits for alphabets of 2^n characters.
struct Base {
  char prefix;
  std::string_view alphabet;
  unsigned bits;  ///< 0 = a big number.
};

constexpr std::array<Base, 5> bases = {{
    {'f', "0123456789abcdef", 4},
    {'b', "abcdefghijklmnopqrstuvwxyz234567", 5},
    {'u', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6},
    {'k', "0123456789abcdefghijklmnopqrstuvwxyz", 0},
    {'z', "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 0},
}};

std::string spell_bits(std::string_view bytes, const Base& base) {
  std::string bits;
  for (const char byte : bytes) {
    for (int at = 7; at >= 0; --at)
      bits += (static_cast<unsigned char>(byte) >> at & 1) ? '1' : '0';
  }
  while (bits.size() % base.bits != 0) bits += '0';
  std::string text;
  for (std::size_t at = 0; at < bits.size(); at += base.bits) {
    text += base.alphabet[std::stoul(bits.substr(at, base.bits), nullptr, 2)];
  }
  return text;
}

std::string spell_number(std::string bytes, const Base& base) {
  std::string text;
  while (std::any_of(bytes.begin(), bytes.end(), [](char byte) { return byte != 0; })) {
    unsigned rest = 0;
    for (char& byte : bytes) {
      const unsigned value = rest * 256 + static_cast<unsigned char>(byte);
      byte = static_cast<char>(value / base.alphabet.size());
      rest = value % static_cast<unsigned>(base.alphabet.size());
    }
    text += base.alphabet[rest];
  }
  return {text.rbegin(), text.rend()};
}

std::string spell(std::string_view bytes, const Base& base) {
  const auto digits =
      base.bits != 0 ? spell_bits(bytes, base) : spell_number(std::string(bytes), base);
  return base.prefix + digits;
}

Cid random_cid(Random& random) {
  static const std::array<std::string, 3> headers = {std::string("\x01\x70\x12\x20", 4),
                                                     std::string("\x01\x55\x12\x20", 4),
                                                     std::string("\x01\x71\xa0\xe4\x02\x20", 6)};
  std::string bytes = headers[below(random, headers.size())] + random_bytes(random, 32);
  if (below(random, 4) == 0) {
    const auto size = below(random, 128);
    bytes = std::string("\x01\x55\x00", 3);
    bytes += static_cast<char>(size);
    bytes += random_bytes(random, size);
  }
  return Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()})
      .value();
}

std::string mutated(Random& random, std::string text) {
  const auto at = below(random, text.size() + 1);
  const auto character = static_cast<char>(random());
  switch (below(random, 5)) {
    case 0: return text.insert(at, 1, character);
    case 1: return text.substr(0, at);
    case 2: return text.erase(at, 1 + below(random, 3));
    case 3: return text + text.substr(at);
    default: break;
  }
  if (at == text.size()) return text + "1";
  const auto other = below(random, text.size());
  if (below(random, 2) == 0) {
    std::swap(text[at], text[other]);
  } else {
    text[at] = below(random, 2) == 0 ? text[other] : character;
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cid_mutation)

BOOST_AUTO_TEST_CASE(every_spelling_reads_back_as_the_same_cid) {
  Random random(1);
  for (int round = 0; round < 400; ++round) {
    const Cid cid = random_cid(random);
    BOOST_TEST_REQUIRE((Cid::parse(cid.text()).value() == cid));
    for (const Base& base : bases) {
      const auto text = spell(cid.bytes(), base);
      if (text.size() > 256) continue;
      BOOST_TEST_CONTEXT(text) {
        BOOST_TEST_REQUIRE((Cid::parse(text).value() == cid));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(no_other_text_of_a_base_reads_as_the_same_cid) {
  Random random(2);
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    const Cid cid = random_cid(random);
    const auto text = spell(cid.bytes(), bases[below(random, bases.size())]);
    const auto other = mutated(random, text);
    const auto read = Cid::parse(other);
    if (!read) continue;
    ++accepted;
    BOOST_TEST_CONTEXT(text << " against " << other) {
      BOOST_TEST_REQUIRE((Cid::parse(read->text()).value() == *read));
      if (other != text && other.front() == text.front()) BOOST_TEST_REQUIRE((*read != cid));
    }
  }
  BOOST_TEST(accepted > 100U);  // Else the mutations are too coarse to prove anything.
}

BOOST_AUTO_TEST_CASE(random_bytes_are_read_back_or_refused) {
  Random random(3);
  for (int round = 0; round < 50'000; ++round) {
    auto bytes = random_bytes(random, below(random, 60));
    if (!bytes.empty() && below(random, 2) == 0) bytes[0] = '\1';
    const auto cid =
        Cid::from_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    if (cid) BOOST_TEST_REQUIRE((Cid::parse(cid->text()).value() == *cid));
    if (const auto read = Cid::parse(bytes))
      BOOST_TEST_REQUIRE((Cid::parse(read->text()).value() == *read));
  }
}

BOOST_AUTO_TEST_SUITE_END()
