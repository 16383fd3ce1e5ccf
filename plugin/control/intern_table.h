#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace raas {

/// Keeps each of the values that many share once, under a small number. A value that nobody has any
/// more is forgotten, and its number given to another one.
template <class T, class Hash = std::hash<T>>
class InternTable {
 public:
  /// One more has @p value.
  std::uint32_t acquire(const T& value) {
    const auto [at, is_new] = numbers_.try_emplace(value, 0);
    if (is_new) at->second = place(at->first);
    ++entries_[at->second].holders;
    return at->second;
  }
  /// One less has it.
  void release(std::uint32_t number) {
    Entry& entry = entries_[number];
    if (--entry.holders != 0) return;
    numbers_.erase(numbers_.find(*entry.value));
    entry.value = nullptr;
    free_.push_back(number);
  }
  [[nodiscard]] const T& at(std::uint32_t number) const { return *entries_[number].value; }
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

 private:
  struct Entry {
    const T* value = nullptr;  ///< The key in `numbers_`, which stays where it is.
    std::uint64_t holders = 0;
  };

  std::uint32_t place(const T& value) {
    if (free_.empty()) {
      entries_.push_back({&value, 0});
      return static_cast<std::uint32_t>(entries_.size() - 1);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    entries_[number] = {&value, 0};
    return number;
  }

  std::unordered_map<T, std::uint32_t, Hash> numbers_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
};

}  // namespace raas
