#pragma once

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "adapters/evm/word.h"

/// A CID as clients write it.
inline const std::string payload_text =
    "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

/// A file of tests/data.
inline boost::json::value test_data(const std::string& path) {
  std::ifstream file(TEST_DATA_DIR "/" + path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return boost::json::parse(text);
}

/// Bytes of "0x..." in a file.
inline std::string bytes_in(const boost::json::value& text) {
  return raas::evm::unhex(text.as_string()).value();
}

/// Words as contracts encode them.
inline std::string words(std::initializer_list<std::uint64_t> numbers) {
  std::string bytes;
  for (const std::uint64_t number : numbers) {
    const auto word = raas::evm::word_of(number);
    bytes.append(word.begin(), word.end());
  }
  return bytes;
}

/// A word of nothing but ones: 2^256-1.
inline std::string ones_word() {
  return std::string(raas::evm::word_size, '\xff');
}
