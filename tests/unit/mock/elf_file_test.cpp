#include "elf/elf_file.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "content/durable_file.h"

using namespace mock;

BOOST_AUTO_TEST_SUITE(elf_file)

BOOST_AUTO_TEST_CASE(library_tells_what_it_exports_and_needs) {
  const auto elf = read_elf_file(FAKE_PLUGIN);
  BOOST_REQUIRE(elf);
  const auto is_entry = [](const ElfExport& symbol) {
    return symbol.name == "raas_plugin_entry_v1" && symbol.is_function && !symbol.is_gnu_unique;
  };
  BOOST_TEST(std::any_of(elf->exports.begin(), elf->exports.end(), is_entry));
  BOOST_TEST(std::count(elf->needed.begin(), elf->needed.end(), "libc.so.6") == 1);
  BOOST_TEST(!elf->needed_symbol_versions.empty());
  BOOST_TEST(!elf->has_text_relocations);
  BOOST_TEST(!elf->has_executable_stack);
}

// Whatever the bytes say, reading them ends, and within the file.
BOOST_AUTO_TEST_CASE(forged_bytes_are_survived) {
  const std::string whole = *read_file(FAKE_PLUGIN);
  std::minstd_rand random(1);
  std::size_t refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = whole;
    // Most of what is read stands in the first pages.
    const std::size_t range = round % 2 == 0 ? 0x400 : bytes.size();
    for (int change = 0; change < 8; ++change)
      bytes[random() % range] = static_cast<char>(random());
    if (!read_elf(bytes)) ++refused;
  }
  BOOST_TEST(refused > 100U);
}

BOOST_AUTO_TEST_CASE(text_is_refused) {
  const auto elf = read_elf(std::string(1000, 'x'));
  BOOST_REQUIRE(!elf);
  BOOST_TEST(elf.error().text == "is not an ELF file");
}

BOOST_AUTO_TEST_SUITE_END()
