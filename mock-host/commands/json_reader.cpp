#include "commands/json_reader.h"

#include <boost/json/serialize.hpp>

namespace mock {
namespace {

constexpr std::size_t words_length_max = 60;

std::string escaped(std::string_view key) {
  std::string text;
  for (const char letter : key) {
    if (letter == '~') {
      text += "~0";
    } else if (letter == '/') {
      text += "~1";
    } else {
      text += letter;
    }
  }
  return text;
}

}  // namespace

void JsonComplaint::add(const std::string& pointer, const std::string& found_and_expected) {
  if (first_) return;
  first_ =
      Refusal{RAAS_E_INVALID, (pointer.empty() ? "/" : pointer) + ": " + found_and_expected, 0};
}

std::string in_words(const boost::json::value& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  std::string text = boost::json::serialize(value);
  if (text.size() > words_length_max) text = text.substr(0, words_length_max) + "...";
  return text;
}

ObjectReader::ObjectReader(const boost::json::value& value, std::string pointer,
                           JsonComplaint& complaint)
    : pointer_(std::move(pointer)), complaint_(complaint) {
  if (value.is_object()) {
    unread_ = value.as_object();
  } else {
    complaint_.add(pointer_, in_words(value) + ", expected an object");
  }
}

ObjectReader::~ObjectReader() {
  for (const auto& member : unread_) complain(member.key(), "unknown key");
}

const boost::json::value* ObjectReader::take(std::string_view key) {
  const auto found = unread_.find(key);
  if (found == unread_.end()) return nullptr;
  auto& kept = taken_[key] = std::move(found->value());
  unread_.erase(found);
  return &kept;
}

std::string ObjectReader::pointer_to(std::string_view key) const {
  return pointer_ + "/" + escaped(key);
}

void ObjectReader::complain(std::string_view key, const std::string& found_and_expected) {
  complaint_.add(pointer_to(key), found_and_expected);
}

void ObjectReader::text(std::string_view key, std::string& target) {
  const auto* value = take(key);
  if (value == nullptr) return;
  if (!value->is_string()) return complain(key, in_words(*value) + ", expected a text");
  target = value->as_string();
  if (target.find('\0') != std::string::npos) complain(key, "a text with a NUL in it");
}

void ObjectReader::text_required(std::string_view key, std::string& target) {
  text(key, target);
  if (target.empty()) complain(key, "nothing, expected a text");
}

void ObjectReader::flag(std::string_view key, bool& target) {
  const auto* value = take(key);
  if (value == nullptr) return;
  if (!value->is_bool()) return complain(key, in_words(*value) + ", expected true or false");
  target = value->as_bool();
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view key, std::int64_t low,
                                                  std::int64_t high) {
  const auto* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64() && value->as_int64() >= low && value->as_int64() <= high) {
    return value->as_int64();
  }
  complain(key, in_words(*value) + ", expected a whole number from " + std::to_string(low) +
                    " to " + std::to_string(high));
  return std::nullopt;
}

}  // namespace mock
