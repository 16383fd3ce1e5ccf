#include "adapters/evm/follow_cursor.h"

#include <charconv>
#include <optional>

namespace raas::evm {
namespace {

constexpr std::size_t checkpoints_max = 24;
constexpr std::string_view version = "v1";
constexpr std::size_t hash_length = 66;

Error wrong_cursor(std::string_view text) {
  return Error(Code::corrupt, "registrations: cursor: found \"" + std::string(text.substr(0, 100)) +
                                  "\", expected " + std::string(version) +
                                  " height id [height:id:hash]... [@height:id:hash]");
}

std::string text_of(const Checkpoint& checkpoint) {
  return std::to_string(checkpoint.height) + ':' + std::to_string(checkpoint.next_id) + ':' +
         checkpoint.hash;
}

/// Takes what is before the first @p separator off the front.
std::string_view take(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return part;
}

template <class Number>
std::optional<Number> number_of(std::string_view digits) {
  Number number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<Checkpoint> checkpoint_of(std::string_view text) {
  const auto height = number_of<Epoch>(take(text, ':'));
  const auto next_id = number_of<std::uint64_t>(take(text, ':'));
  if (!height || *height < 0 || !next_id || *next_id == 0 || text.size() != hash_length) {
    return std::nullopt;
  }
  return Checkpoint{.height = *height, .hash = std::string(text), .next_id = *next_id};
}

}  // namespace

Result<FollowCursor> FollowCursor::parse(std::string_view text) {
  const auto whole = text;
  if (take(text, ' ') != version) return wrong_cursor(whole);
  const auto height = number_of<Epoch>(take(text, ' '));
  const auto next_id = number_of<std::uint64_t>(take(text, ' '));
  if (!height || *height < no_epoch || !next_id || *next_id == 0) return wrong_cursor(whole);
  FollowCursor cursor(*height);
  cursor.next_id_ = *next_id;
  while (!text.empty()) {
    auto part = take(text, ' ');
    const bool is_ahead = part.starts_with('@');
    if (is_ahead) part.remove_prefix(1);
    const auto checkpoint = checkpoint_of(part);
    if (!checkpoint || checkpoint->height <= cursor.witness().height ||
        is_ahead != (checkpoint->height > *height) || checkpoint->next_id > *next_id) {
      return wrong_cursor(whole);
    }
    if (is_ahead) {
      cursor.ahead_ = *checkpoint;
    } else {
      cursor.checkpoints_.push_back(*checkpoint);
    }
  }
  return cursor;
}

std::string FollowCursor::text() const {
  std::string text =
      std::string(version) + ' ' + std::to_string(height_) + ' ' + std::to_string(next_id_);
  for (const Checkpoint& passed : checkpoints_) text += ' ' + text_of(passed);
  if (ahead_.height != no_epoch) text += " @" + text_of(ahead_);
  return text;
}

const Checkpoint& FollowCursor::witness() const {
  return ahead_.height != no_epoch || checkpoints_.empty() ? ahead_ : checkpoints_.back();
}

void FollowCursor::advance_to(Epoch height, std::uint64_t next_id, const Checkpoint& witness) {
  height_ = height;
  next_id_ = next_id;
  ahead_ = witness;
}

void FollowCursor::pass(const Checkpoint& checkpoint) {
  advance_to(checkpoint.height, checkpoint.next_id, {});
  checkpoints_.push_back(checkpoint);
  if (checkpoints_.size() <= checkpoints_max) return;
  std::vector<Checkpoint> kept;
  for (std::size_t i = 0; i < checkpoints_.size(); ++i) {
    if (i >= checkpoints_max / 2 || i % 2 == 0) kept.push_back(checkpoints_[i]);
  }
  checkpoints_ = std::move(kept);
}

void FollowCursor::rewind(Epoch start) {
  if (ahead_.height == no_epoch && !checkpoints_.empty()) checkpoints_.pop_back();
  if (checkpoints_.empty()) {
    advance_to(start, 1, {});
  } else {
    advance_to(checkpoints_.back().height, checkpoints_.back().next_id, {});
  }
}

}  // namespace raas::evm
