#pragma once

#include <string>
#include <string_view>

#include "adapters/store/phrase_book.h"
#include "base/error.h"
#include "ports/store.h"

namespace raas {

/// An entry but for its job and seq, in few bytes: the words are in the phrase book, if they come
/// again, and the numbers in the row.
[[nodiscard]] Result<std::string> encode_entry(const HistoryEntry& entry, PhraseBook& phrases);
/// Into @p entry, which has its job and seq.
[[nodiscard]] Status decode_entry(std::string_view bytes, PhraseBook& phrases, HistoryEntry& entry);

}  // namespace raas
