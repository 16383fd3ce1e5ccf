#pragma once

#include <string_view>

#include "adapters/evm/word.h"
#include "base/error.h"

namespace raas::evm {

struct AbiArray;

/// Reads values as contracts encode them. Believes no offset and no length: each is checked against
/// the bytes that are there, nothing is copied and nothing is allocated for what is not there.
class AbiReader {
 public:
  /// Of one tuple, such as the results of a call; its offsets count from the first byte.
  explicit AbiReader(std::string_view bytes) : bytes_(bytes) {}

  // Each takes the number of a value's word in the head. Errors are corrupt.

  [[nodiscard]] Result<Word> word(std::size_t at) const;
  /// Any integer type of at most 64 bits.
  [[nodiscard]] Result<std::uint64_t> number(std::size_t at) const;
  /// bytes or string.
  [[nodiscard]] Result<std::string_view> bytes(std::size_t at) const;
  /// A tuple that holds something of dynamic size.
  [[nodiscard]] Result<AbiReader> tuple(std::size_t at) const;
  /// T[], where an element takes @p element_words words of the array's head: 1 for dynamic types.
  [[nodiscard]] Result<AbiArray> array(std::size_t at, std::size_t element_words) const;

 private:
  /// What an offset in the head leads to.
  [[nodiscard]] Result<std::string_view> there(std::size_t at) const;
  /// The same, taken for a length and what is behind it.
  struct Tail {
    std::uint64_t length = 0;
    std::string_view rest;
  };
  [[nodiscard]] Result<Tail> tail(std::size_t at) const;

  std::string_view bytes_;
};

/// The elements of an array, one after the other as in a tuple. As many as it says are there.
struct AbiArray {
  std::size_t count = 0;
  AbiReader elements;
};

}  // namespace raas::evm
