#include "adapters/config/token_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace raas {
namespace {

/// A file that goes with it.
class TokenFile {
 public:
  TokenFile(const std::string& content, mode_t mode) {
    std::string name = (std::filesystem::temp_directory_path() / "raas-token-XXXXXX").string();
    close(mkstemp(name.data()));
    path_ = name;
    std::ofstream(path_) << content;
    chmod(path_.c_str(), mode);
  }
  ~TokenFile() { unlink(path_.c_str()); }
  TokenFile(const TokenFile&) = delete;
  TokenFile& operator=(const TokenFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string objection(const TokenFile& file) {
  const auto token = read_token_file(file.path());
  BOOST_REQUIRE(!token.has_value());
  BOOST_TEST(name_of(token.error().code()) == "invalid_input");
  BOOST_TEST(token.error().text().starts_with(file.path() + ": "));
  return token.error().text().substr(file.path().size() + 2);
}

BOOST_AUTO_TEST_SUITE(token_file)

BOOST_AUTO_TEST_CASE(token_is_the_first_line_without_white_space) {
  for (const char* content : {"abc.d-e", "abc.d-e\n", " abc.d-e \r\nrest\n"}) {
    BOOST_TEST(read_token_file(TokenFile(content, 0600).path()).value() == "abc.d-e");
  }
}

BOOST_AUTO_TEST_CASE(owner_may_have_any_right) {
  for (const mode_t mode : {0400U, 0600U, 0700U}) {
    BOOST_TEST(read_token_file(TokenFile("t", mode).path()).has_value());
  }
}

BOOST_AUTO_TEST_CASE(any_right_of_others_is_refused) {
  for (const mode_t mode : {0640U, 0620U, 0610U, 0604U, 0602U, 0601U}) {
    BOOST_TEST(objection(TokenFile("t", mode)).ends_with("(chmod 600)"));
  }
  BOOST_TEST(objection(TokenFile("t", 0644)).starts_with("mode 0644, expected "));
}

BOOST_AUTO_TEST_CASE(file_without_a_token_is_refused) {
  for (const char* content : {"", "\n", " \t\n", "\nabc\n", "a b\n", "a\x01"}) {
    BOOST_TEST(objection(TokenFile(content, 0600)) == "no token in its first line");
  }
}

BOOST_AUTO_TEST_CASE(long_file_is_refused_and_its_content_is_not_repeated) {
  BOOST_TEST(read_token_file(TokenFile(std::string(4096, 'a'), 0600).path()).has_value());
  BOOST_TEST(objection(TokenFile(std::string(4097, 'a'), 0600)) == "more than 4096 bytes");
}

BOOST_AUTO_TEST_CASE(missing_file_and_directory_are_refused) {
  const auto missing = read_token_file("/nonexistent/token");
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST(missing.error().text() == "/nonexistent/token: No such file or directory");
  BOOST_TEST(!read_token_file("/").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace raas
