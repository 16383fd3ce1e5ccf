#pragma once

#include <algorithm>
#include <cstdint>

#include "filecoin/chain.h"

namespace mock {

/// Lets through so much at once, and more as time passes.
class TokenBucket {
 public:
  TokenBucket(std::uint64_t size, std::uint64_t per_epoch)
      : size_(size), per_epoch_(per_epoch), tokens_(size) {}

  /// Whether there are that many; if so they are taken.
  [[nodiscard]] bool take(std::uint64_t tokens, Epoch now) {
    const auto passed = static_cast<std::uint64_t>(std::max<Epochs>(now - filled_, 0));
    tokens_ = passed > size_ ? size_ : std::min(size_, tokens_ + passed * per_epoch_);
    filled_ = std::max(filled_, now);
    if (tokens > tokens_) return false;
    tokens_ -= tokens;
    return true;
  }

 private:
  std::uint64_t size_;
  std::uint64_t per_epoch_;
  std::uint64_t tokens_;
  Epoch filled_ = 0;
};

}  // namespace mock
