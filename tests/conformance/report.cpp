#include "conformance/report.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace conformance {
namespace {

namespace json = boost::json;

json::string text_of(std::string_view text) {
  return json::string(text.data(), text.size());
}

}  // namespace

void Report::open(const std::string& folder) {
  folder_ = folder;
  std::ifstream file(folder_ + "/report.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  boost::system::error_code failure;
  const auto root = json::parse(text, failure);
  if (failure || !root.is_object()) return;
  for (const auto& check : root.at("checks").as_array()) {
    const std::string ending = check.at("ending").as_string().c_str();
    if (ending == "not_seen") continue;
    // What was found before init() is newer than the file.
    found_.try_emplace(check.at("name").as_string().c_str(),
                       Found{ending == "passed", check.at("why").as_string().c_str()});
  }
  for (const auto& [name, value] : root.at("memory").as_object()) {
    memory_[std::string(name)] = value.as_string().c_str();
  }
}

void Report::expect(std::string_view check, bool holds, const std::string& otherwise) {
  const bool is_known = std::find(std::begin(checks), std::end(checks), check) != std::end(checks);
  Found& found = found_[std::string(is_known ? check : "life_is_in_order")];
  if (holds || !found.is_good) return;
  found = {false, otherwise};
  news_.push_back(std::string(check) + ": " + otherwise);
}

void Report::remember(const std::string& name, const std::string& value) {
  memory_[name] = value;
}

std::string Report::remembered(const std::string& name) const {
  const auto found = memory_.find(name);
  return found == memory_.end() ? "" : found->second;
}

std::size_t Report::passed() const {
  return static_cast<std::size_t>(std::count_if(
      found_.begin(), found_.end(), [](const auto& entry) { return entry.second.is_good; }));
}

std::string Report::json() const {
  json::array list;
  for (const std::string_view check : checks) {
    const auto found = found_.find(check);
    const char* ending = "not_seen";
    if (found != found_.end()) ending = found->second.is_good ? "passed" : "failed";
    list.push_back({{"name", text_of(check)},
                    {"ending", ending},
                    {"why", found == found_.end() ? "" : found->second.why}});
  }
  json::object memory;
  for (const auto& [name, value] : memory_) memory[name] = value;
  return json::serialize(
      json::object{{"result", last_line()}, {"checks", list}, {"memory", memory}});
}

std::string Report::last_line() const {
  return "RaaS host ABI 1.0: " + std::to_string(passed()) + "/" + std::to_string(std::size(checks));
}

void Report::save() const {
  if (folder_.empty()) return;
  const std::string place = folder_ + "/report.json";
  std::ofstream(place + ".new", std::ios::trunc) << json() << "\n";
  std::error_code ignored;
  std::filesystem::rename(place + ".new", place, ignored);
}

std::vector<std::string> Report::take_news() {
  return std::exchange(news_, {});
}

}  // namespace conformance
