#include "validate/verdict.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

namespace mock {
namespace {

namespace json = boost::json;

constexpr std::array endings{Ending::passed, Ending::failed, Ending::crashed, Ending::timed_out,
                             Ending::skipped};

std::size_t count_of(const std::vector<Verdict>& verdicts, bool is_good) {
  return static_cast<std::size_t>(
      std::count_if(verdicts.begin(), verdicts.end(),
                    [is_good](const Verdict& verdict) { return verdict.is_good() == is_good; }));
}

json::object json_of(const Verdict& verdict) {
  json::array findings;
  for (const std::string& finding : verdict.findings) findings.emplace_back(finding);
  return {{"name", verdict.name},
          {"category", verdict.name.substr(0, verdict.name.find('/'))},
          {"ending", name_of(verdict.ending)},
          {"took_ms", static_cast<std::int64_t>(verdict.took_ms)},
          {"findings", std::move(findings)}};
}

/// Printable: a finding may quote any bytes of the plugin.
std::string shown(const std::string& text) {
  std::string line;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    line += byte < 0x20 || byte == 0x7f ? '?' : letter;
  }
  return line;
}

}  // namespace

std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::passed: return "passed";
    case Ending::failed: return "failed";
    case Ending::crashed: return "crashed";
    case Ending::timed_out: return "timed_out";
    case Ending::skipped: return "skipped";
  }
  return "unknown";
}

std::string verdicts_json(const std::string& plugin, const std::vector<Verdict>& verdicts) {
  json::array checks;
  for (const Verdict& verdict : verdicts) checks.push_back(json_of(verdict));
  return json::serialize(json::object{{"plugin", plugin},
                                      {"passed", count_of(verdicts, true)},
                                      {"failed", count_of(verdicts, false)},
                                      {"checks", std::move(checks)}});
}

std::optional<Verdict> only_verdict(const std::string& line) {
  boost::system::error_code failure;
  const auto root = json::parse(line, failure);
  if (failure || !root.is_object()) return std::nullopt;
  const auto* checks = root.get_object().if_contains("checks");
  if (checks == nullptr || !checks->is_array() || checks->get_array().size() != 1) {
    return std::nullopt;
  }
  try {
    const auto& told = checks->get_array().front().as_object();
    Verdict verdict;
    verdict.name = told.at("name").as_string().c_str();
    for (const Ending ending : endings) {
      if (name_of(ending) == told.at("ending").as_string()) verdict.ending = ending;
    }
    for (const auto& finding : told.at("findings").as_array()) {
      verdict.findings.emplace_back(finding.as_string().c_str());
    }
    return verdict;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string verdicts_table(const std::vector<Verdict>& verdicts) {
  std::string table;
  std::array<char, 160> line{};
  for (const Verdict& verdict : verdicts) {
    const std::string ending(name_of(verdict.ending));
    std::snprintf(line.data(), line.size(), "%-10s %-56s %6d ms\n", ending.c_str(),
                  verdict.name.c_str(), static_cast<int>(verdict.took_ms));
    table += line.data();
    for (const std::string& finding : verdict.findings)
      table += "           " + shown(finding) + "\n";
  }
  return table + "\n" + std::to_string(count_of(verdicts, true)) + " passed, " +
         std::to_string(count_of(verdicts, false)) + " failed\n";
}

}  // namespace mock
