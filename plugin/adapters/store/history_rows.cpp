#include "adapters/store/history_rows.h"

#include <array>

#include "core/packed.h"
#include "core/phrase.h"

namespace raas {
namespace {

constexpr char separator = '\x1f';

/// When @p epoch is on mainnet: in other networks the difference only takes some bytes more.
Millis usual_unix_ms(Epoch epoch) {
  constexpr ChainTime mainnet;
  const auto since_genesis = static_cast<std::uint64_t>(epoch) * std::uint64_t{30000};
  return mainnet.genesis_unix_ms + static_cast<Millis>(since_genesis % (std::uint64_t{1} << 50U));
}

template <class Entry>
auto texts_of(Entry& entry) {
  return std::array{&entry.event, &entry.key, &entry.because, &entry.inputs};
}

/// All texts in one; empty if they could not be told apart again.
std::string joined(const HistoryEntry& entry) {
  std::string text;
  for (const std::string* part : texts_of(entry)) {
    if (part->find(separator) != std::string::npos) return {};
    text += *part + separator;
  }
  return text;
}

void split(std::string_view text, HistoryEntry& entry) {
  for (std::string* part : texts_of(entry)) {
    const std::size_t end = std::min(text.find(separator), text.size());
    *part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

Result<std::string> encode_entry(const HistoryEntry& entry, PhraseBook& phrases) {
  std::string out;
  put_signed(out, entry.epoch);
  put_from(out, usual_unix_ms(entry.epoch), entry.unix_ms);
  put_from(out, entry.epoch, entry.tip);
  put_number(out, entry.slot);
  const std::string text = joined(entry);
  const Phrase phrase = take_apart(text);
  std::int64_t row = 0;
  if (!text.empty()) {
    const auto found = phrases.row_of(phrase.pattern);
    if (!found) return found.error();
    row = *found;
  }
  put_number(out, static_cast<std::uint64_t>(row));
  if (row == 0) {
    for (const std::string* part : texts_of(entry)) put_bytes(out, *part);
    return out;
  }
  put_number(out, phrase.numbers.size());
  for (const std::uint64_t number : phrase.numbers) put_number(out, number);
  return out;
}

Status decode_entry(std::string_view bytes, PhraseBook& phrases, HistoryEntry& entry) {
  PackedReader reader(bytes);
  entry.epoch = reader.signed_number();
  entry.unix_ms = reader.from(usual_unix_ms(entry.epoch));
  entry.tip = reader.from(entry.epoch);
  entry.slot = reader.count();
  const auto row = static_cast<std::int64_t>(reader.number());
  if (row == 0) {
    for (std::string* part : texts_of(entry)) *part = reader.bytes();
  } else {
    Phrase phrase;
    phrase.numbers.resize(reader.length());
    for (std::uint64_t& number : phrase.numbers) number = reader.number();
    auto pattern = phrases.text_in(row);
    if (!pattern) return pattern.error();
    phrase.pattern = *std::move(pattern);
    split(put_together(phrase), entry);
  }
  if (reader.is_at_end()) return {};
  return Error(Code::corrupt, "history: entry " + std::to_string(entry.seq) + " of job " +
                                  std::to_string(entry.job) + ": " + std::to_string(bytes.size()) +
                                  " bytes that cannot be read");
}

}  // namespace raas
