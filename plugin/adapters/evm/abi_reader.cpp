#include "adapters/evm/abi_reader.h"

#include <algorithm>
#include <string>

namespace raas::evm {
namespace {

Error wrong_word(std::size_t at, const std::string& what) {
  return Error(Code::corrupt, "abi: word " + std::to_string(at) + ": " + what);
}

}  // namespace

Result<Word> AbiReader::word(std::size_t at) const {
  if (at >= bytes_.size() / word_size) {
    return wrong_word(at, "found " + std::to_string(bytes_.size()) + " bytes in all, expected " +
                              std::to_string((at + 1) * word_size) + " or more");
  }
  Word word;
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at * word_size), word_size,
              word.begin());
  return word;
}

Result<std::uint64_t> AbiReader::number(std::size_t at) const {
  const auto word = this->word(at);
  if (!word) return Error(word.error());
  const auto number = number_in(*word);
  if (!number) return wrong_word(at, "found " + decimal_of(*word) + ", expected less than 2^64");
  return *number;
}

Result<std::string_view> AbiReader::there(std::size_t at) const {
  const auto offset = number(at);
  if (!offset) return offset.error().within("offset");
  if (*offset > bytes_.size() || bytes_.size() - *offset < word_size) {
    return wrong_word(at, "found offset " + std::to_string(*offset) + ", expected one within " +
                              std::to_string(bytes_.size()) + " bytes");
  }
  return bytes_.substr(*offset);
}

Result<AbiReader> AbiReader::tuple(std::size_t at) const {
  const auto bytes = there(at);
  if (!bytes) return Error(bytes.error());
  return AbiReader(*bytes);
}

Result<AbiReader::Tail> AbiReader::tail(std::size_t at) const {
  const auto bytes = there(at);
  if (!bytes) return Error(bytes.error());
  const auto length = AbiReader(*bytes).number(0);
  if (!length) return length.error().within("length");
  return Tail{*length, bytes->substr(word_size)};
}

Result<std::string_view> AbiReader::bytes(std::size_t at) const {
  const auto found = tail(at);
  if (!found) return Error(found.error());
  if (found->length > found->rest.size()) {
    return wrong_word(at, "found a length of " + std::to_string(found->length) +
                              " bytes, expected at most " + std::to_string(found->rest.size()));
  }
  return found->rest.substr(0, found->length);
}

Result<AbiArray> AbiReader::array(std::size_t at, std::size_t element_words) const {
  const auto found = tail(at);
  if (!found) return Error(found.error());
  const std::size_t count_max = found->rest.size() / (element_words * word_size);
  if (found->length > count_max) {
    return wrong_word(at, "found a length of " + std::to_string(found->length) +
                              " elements, expected at most " + std::to_string(count_max));
  }
  return AbiArray{found->length, AbiReader(found->rest)};
}

}  // namespace raas::evm
