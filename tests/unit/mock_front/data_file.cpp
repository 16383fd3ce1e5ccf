#include "data_file.h"

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace mock_front_test {

boost::json::value json_of(std::string_view name) {
  const std::string path = std::string(TEST_DATA_DIR) + "/" + std::string(name);
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace mock_front_test
