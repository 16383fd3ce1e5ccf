#include "adapters/evm/abi_writer.h"

namespace raas::evm {
namespace {

void append(std::string& bytes, const Word& word) {
  bytes.append(word.begin(), word.end());
}

}  // namespace

AbiTuple& AbiTuple::word(const Word& word) {
  head_.push_back({.value = word, .is_offset = false, .tail_at = 0});
  return *this;
}

AbiTuple& AbiTuple::dynamic(std::string_view encoded) {
  head_.push_back({.value = {}, .is_offset = true, .tail_at = tail_.size()});
  tail_ += encoded;
  return *this;
}

AbiTuple& AbiTuple::bytes(std::string_view bytes) {
  std::string encoded;
  append(encoded, word_of(bytes.size()));
  encoded += bytes;
  encoded.resize((encoded.size() + word_size - 1) / word_size * word_size);
  return dynamic(encoded);
}

AbiTuple& AbiTuple::words(const std::vector<Word>& words) {
  std::string encoded;
  append(encoded, word_of(words.size()));
  for (const Word& word : words) append(encoded, word);
  return dynamic(encoded);
}

std::string AbiTuple::encoded() const {
  std::string bytes;
  bytes.reserve(head_.size() * word_size + tail_.size());
  for (const Slot& slot : head_) {
    append(bytes, slot.is_offset ? word_of(head_.size() * word_size + slot.tail_at) : slot.value);
  }
  return bytes + tail_;
}

}  // namespace raas::evm
