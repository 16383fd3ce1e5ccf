#include "adapters/api/metrics_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "adapters/api/utf8.h"

namespace raas::api {

namespace {

bool is_name(std::string_view name, bool may_have_colon) {
  const auto is_letter = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (may_have_colon && c == ':');
  };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

/// Takes `"..."` off the front of @p text; only \\, \" and \n are escapes, and a line must not
/// break.
bool take_label_value(std::string_view& text) {
  if (!text.starts_with('"')) return false;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\n') return false;
    if (text[at] == '"') {
      text.remove_prefix(at + 1);
      return true;
    }
    if (text[at] != '\\') continue;
    if (++at == text.size() || (text[at] != '\\' && text[at] != '"' && text[at] != 'n'))
      return false;
  }
  return false;
}

/// `{a="1",b="2"}` or nothing.
bool is_label_set(std::string_view text) {
  if (text.empty()) return true;
  if (!text.starts_with('{') || !is_utf8(text)) return false;
  std::set<std::string_view> names;
  do {
    text.remove_prefix(1);  // '{' or ','.
    const auto name = text.substr(0, text.find('='));
    if (!is_name(name, false) || !names.insert(name).second) return false;
    text.remove_prefix(std::min(text.size(), name.size() + 1));
    if (!take_label_value(text)) return false;
  } while (text.starts_with(','));
  return text == "}";
}

std::string help_text(std::string_view help) {
  std::string text;
  for (const char character : clean_utf8(help)) {
    if (character == '\\') {
      text += "\\\\";
    } else if (character == '\n') {
      text += "\\n";
    } else {
      text += character;
    }
  }
  return text;
}

std::string value_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

}  // namespace

std::string metrics_text(const std::vector<Metric>& metrics) {
  std::string text;
  std::size_t left_out = 0;
  std::set<std::string_view> names;
  for (const Metric& metric : metrics) {
    if (!is_name(metric.name, true) || !names.insert(metric.name).second) {
      left_out += metric.samples.size();
      continue;
    }
    text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", metric.name, help_text(metric.help),
                        metric.name, metric.counter ? "counter" : "gauge");
    std::set<std::string_view> label_sets;
    for (const Sample& sample : metric.samples) {
      if (is_label_set(sample.labels) && label_sets.insert(sample.labels).second) {
        text += fmt::format("{}{} {}\n", metric.name, sample.labels, value_text(sample.value));
      } else {
        ++left_out;
      }
    }
  }
  if (left_out > 0) text += fmt::format("# {} malformed or repeated samples left out\n", left_out);
  return text;
}

}  // namespace raas::api
