#pragma once

#include <raas/cpp/structs.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.h"
#include "core/cid.h"
#include "core/epoch.h"
#include "core/ids.h"

namespace raas {

/// Takes fields out of the ABI's structs and keeps the first thing that is wrong. Once something is
/// wrong, what it gives is empty.
class AbiReader {
 public:
  /// Copies the part of @p given that its sender knows over @p initial. Its first field is
  /// struct_size.
  /// @param size_min  What the oldest sender must fill.
  template <class Struct>
  Struct take(const Struct& given, Struct initial, std::size_t size_min) {
    const std::size_t size = given.struct_size;
    if (!is_size(size, size_min, sizeof(Struct))) return initial;
    if (abi::unknown_byte_of(given) != 0) {
      refuse_tail(size, sizeof(Struct));
      return initial;
    }
    std::memcpy(&initial, &given, std::min(size, sizeof(Struct)));
    return initial;
  }

  void take_flags(std::uint32_t flags, std::uint32_t known);
  /// Text for people or machines; bytes that are not UTF-8 become '?'. Cut to @p bytes_max.
  [[nodiscard]] std::string text(std::string_view field, raas_str given, std::size_t bytes_max);
  /// The same; longer is wrong.
  [[nodiscard]] std::string exact_text(std::string_view field, raas_str given,
                                       std::size_t bytes_max);
  /// The CID as it was written. Empty is wrong.
  [[nodiscard]] std::string cid_text(std::string_view field, raas_str given);
  /// Empty if @p cid is.
  [[nodiscard]] Piece piece(raas_str cid, std::uint64_t padded_size);
  /// no_provider if @p given is empty.
  [[nodiscard]] ActorId provider(raas_str given);
  [[nodiscard]] Epoch epoch(std::string_view field, raas_epoch given);

  void refuse(Code code, std::string_view field, const std::string& text);
  [[nodiscard]] bool is_good() const { return error_.text().empty(); }

  template <class T>
  [[nodiscard]] Result<T> done(T value) const {
    if (is_good()) return value;
    return error_;
  }

 private:
  [[nodiscard]] bool is_size(std::size_t size, std::size_t size_min, std::size_t size_known);
  void refuse_tail(std::size_t size, std::size_t size_known);
  [[nodiscard]] bool is_text(std::string_view field, raas_str given);

  Error error_;
};

/// The same text with '?' for bytes that are not UTF-8 or are control characters, cut to @p
/// bytes_max.
[[nodiscard]] std::string printable(std::string_view text, std::size_t bytes_max);

/// A struct of ours that the host was given to fill: there is nothing behind it to be read,
/// whatever size the host left in it.
template <class Struct>
[[nodiscard]] Struct filled(Struct room) {
  room.struct_size = std::min<std::uint32_t>(room.struct_size, sizeof(Struct));
  return room;
}

/// A view for a call; @p text must live as long.
[[nodiscard]] inline raas_str view_of(std::string_view text) {
  return abi::str_of(text);
}

}  // namespace raas
