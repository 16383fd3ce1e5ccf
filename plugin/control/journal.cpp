#include "control/journal.h"

#include <algorithm>
#include <cstdio>

namespace raas {
namespace {

bool is_whole_number(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  return !digits.empty() && digits.size() <= 18 && (digits == "0" || digits.front() != '0') &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned char>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string json_object(const Fields& fields) {
  std::string out = "{";
  for (const auto& [name, value] : fields) {
    if (out.size() > 1) out += ',';
    append_quoted(out, name);
    out += ':';
    if (is_whole_number(value)) {
      out += value;
    } else {
      append_quoted(out, value);
    }
  }
  return out + "}";
}

void Journal::write(JournalLine line) {
  if (events_.wants(line.level)) {
    Fields fields{{"job", std::to_string(line.job)}};
    if (line.slot != 0) fields.emplace_back("slot", std::to_string(line.slot));
    if (!line.key.empty()) fields.emplace_back("key", line.key);
    fields.insert(fields.end(), line.told.begin(), line.told.end());
    fields.insert(fields.end(), line.fields.begin(), line.fields.end());
    if (!line.because.empty()) fields.emplace_back("because", line.because);
    events_.emit({.level = line.level, .name = line.event, .fields = std::move(fields)});
  }
  Fields all = std::move(line.fields);
  all.insert(all.end(), line.inputs.begin(), line.inputs.end());
  book_.note({.seq = 0,
              .job = line.job,
              .unix_ms = moment_.now.unix_ms,
              .epoch = moment_.epoch,
              .tip = moment_.tip,
              .event = std::string(line.event),
              .slot = line.slot,
              .key = std::move(line.key),
              .because = std::move(line.because),
              .inputs = json_object(all)});
}

void Journal::log(Level level, std::string_view event, Fields fields) {
  if (events_.wants(level))
    events_.emit({.level = level, .name = event, .fields = std::move(fields)});
}

}  // namespace raas
