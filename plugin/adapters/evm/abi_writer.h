#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/evm/word.h"

namespace raas::evm {

/// Writes a tuple as contracts read it, value by value.
class AbiTuple {
 public:
  AbiTuple& word(const Word& word);
  AbiTuple& number(std::uint64_t number) { return word(word_of(number)); }
  /// bytes or string.
  AbiTuple& bytes(std::string_view bytes);
  /// bytes32[].
  AbiTuple& words(const std::vector<Word>& words);
  /// A tuple that holds something of dynamic size.
  AbiTuple& tuple(const AbiTuple& inner) { return dynamic(inner.encoded()); }
  /// Anything of dynamic size that is encoded already.
  AbiTuple& dynamic(std::string_view encoded);

  [[nodiscard]] std::string encoded() const;

 private:
  /// A word of the head: a value, or the place of its value in the tail.
  struct Slot {
    Word value{};
    bool is_offset = false;
    std::size_t tail_at = 0;
  };

  std::vector<Slot> head_;
  std::string tail_;
};

}  // namespace raas::evm
