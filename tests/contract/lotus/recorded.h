#pragma once

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <string>

namespace raas::test {

/// A file of tests/data/lotus.
inline boost::json::value recorded(const std::string& name) {
  std::ifstream file(std::string(TEST_DATA_DIR) + "/lotus/" + name, std::ios::binary);
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace raas::test
