#include "adapters/api/object_reader.h"

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/api/json_text.h"
#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

const json::value* ObjectReader::find(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
  return object_.if_contains(name);
}

bool ObjectReader::has(std::string_view name) const {
  return object_.contains(name);
}

std::optional<std::string> ObjectReader::text(std::string_view name, std::size_t bytes_max) {
  const json::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  const json::string* const text = value->if_string();
  if (text == nullptr) {
    refuse_value(name, "a text");
    return std::nullopt;
  }
  if (text->size() > bytes_max) {
    refuse(name, "found " + std::to_string(text->size()) + " bytes, expected at most " +
                     std::to_string(bytes_max));
    return std::nullopt;
  }
  return std::string(*text);
}

std::optional<std::int64_t> ObjectReader::number(std::string_view name, Bounds bounds) {
  const json::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  const std::int64_t* const number = value->if_int64();
  const bool is_whole = number != nullptr || value->is_uint64();  // The latter: above int64.
  if (!is_whole || number == nullptr || *number < bounds.min || *number > bounds.max) {
    const auto range = std::to_string(bounds.min) + " to " + std::to_string(bounds.max);
    refuse_value(name, is_whole ? range : "a whole number, " + range);
    return std::nullopt;
  }
  return *number;
}

std::optional<bool> ObjectReader::flag(std::string_view name) {
  const json::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) {
    refuse_value(name, "true or false");
    return std::nullopt;
  }
  return value->get_bool();
}

std::optional<ObjectReader> ObjectReader::object(std::string_view name) {
  const json::value* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) {
    refuse_value(name, "an object");
    return std::nullopt;
  }
  return ObjectReader(value->get_object(), pointer_of(name), problems_);
}

void ObjectReader::refuse_unknown() {
  for (const auto& member : object_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string message = "unknown, expected one of";
    for (const auto known : known_) message.append(" ").append(known);
    problems_.add(pointer_of(excerpt_of(name)), std::move(message));
  }
}

void ObjectReader::refuse(std::string_view name, std::string message) {
  problems_.add(pointer_of(name), std::move(message));
}

void ObjectReader::refuse_value(std::string_view name, std::string_view expected) {
  const json::value* const value = object_.if_contains(name);
  const auto found = value == nullptr ? std::string("nothing") : found_text(*value);
  refuse(name, "found " + found + ", expected " + std::string(expected));
}

}  // namespace raas::api
