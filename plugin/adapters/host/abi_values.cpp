#include "adapters/host/abi_values.h"

#include <bit>

#include "core/utf8.h"

namespace raas {
namespace {

constexpr std::size_t cid_bytes_max = 512;
constexpr std::size_t address_bytes_max = 64;
constexpr Epoch epoch_most = 1'000'000'000'000;  // A million years: sums of epochs do not overflow.

}  // namespace

std::string printable(std::string_view text, std::size_t bytes_max) {
  const auto is_plain = [](char letter) { return letter >= 0x20 && letter < 0x7f; };
  if (text.size() <= bytes_max && std::all_of(text.begin(), text.end(), is_plain)) {
    return std::string(text);  // Nearly all is: hooks are called on the host's thread.
  }
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const bool is_control = static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7f;
    const std::string_view next = length == 0 || is_control ? "?" : text.substr(0, length);
    if (clean.size() + next.size() > bytes_max) break;
    clean += next;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

void AbiReader::refuse(Code code, std::string_view field, const std::string& text) {
  if (is_good()) error_ = Error(code, std::string(field) + ": " + text);
}

bool AbiReader::is_size(std::size_t size, std::size_t size_min, std::size_t size_known) {
  if (size >= size_min && size <= abi::struct_bytes_most) return true;
  refuse(Code::corrupt, "struct_size",
         std::to_string(size) + ", expected " + std::to_string(size_known));
  return false;
}

void AbiReader::refuse_tail(std::size_t size, std::size_t size_known) {
  refuse(Code::rejected, "struct_size",
         std::to_string(size) + " with a value behind the " + std::to_string(size_known) +
             " bytes that are known");
}

void AbiReader::take_flags(std::uint32_t flags, std::uint32_t known) {
  if ((flags & ~known) == 0) return;
  refuse(Code::rejected, "flags",
         std::to_string(flags) + ", known are the bits of " + std::to_string(known));
}

bool AbiReader::is_text(std::string_view field, raas_str given) {
  if (abi::is_text(given)) return true;
  refuse(Code::corrupt, field, "NULL with a length of " + std::to_string(given.len));
  return false;
}

std::string AbiReader::text(std::string_view field, raas_str given, std::size_t bytes_max) {
  if (!is_text(field, given) || given.len == 0) return {};
  return printable({given.ptr, std::min(given.len, 4 * bytes_max)}, bytes_max);
}

std::string AbiReader::exact_text(std::string_view field, raas_str given, std::size_t bytes_max) {
  if (!is_text(field, given) || given.len == 0) return {};
  if (given.len > bytes_max) {
    refuse(Code::corrupt, field,
           std::to_string(given.len) + " bytes, expected at most " + std::to_string(bytes_max));
    return {};
  }
  std::string clean = printable({given.ptr, given.len}, given.len);
  if (clean != std::string_view(given.ptr, given.len)) {
    refuse(Code::corrupt, field, "bytes that are no text");
    return {};
  }
  return clean;
}

std::string AbiReader::cid_text(std::string_view field, raas_str given) {
  std::string text = exact_text(field, given, cid_bytes_max);
  if (!is_good()) return {};
  const auto cid = Cid::parse(text);
  if (cid) return text;
  refuse(Code::corrupt, field, cid.error().text());
  return {};
}

Piece AbiReader::piece(raas_str cid_given, std::uint64_t padded_size) {
  const std::string text = exact_text("piece_cid", cid_given, cid_bytes_max);
  if (text.empty()) return {};
  const auto cid = Cid::parse(text);
  if (!cid) {
    refuse(Code::corrupt, "piece_cid", cid.error().text());
    return {};
  }
  Piece piece{.cid = *cid, .padded_size = padded_size};
  if (is_piece_cid_v2(*cid)) {
    const auto said = piece_of_v2(*cid);
    if (!said) {
      refuse(Code::corrupt, "piece_cid", said.error().text());
      return {};
    }
    piece = said->piece;
    if (padded_size != 0 && padded_size != piece.padded_size) {
      refuse(Code::corrupt, "piece_size",
             std::to_string(padded_size) + ", expected " + std::to_string(piece.padded_size) +
                 " as the CID says");
    }
  } else if (!is_piece_cid_v1(*cid)) {
    refuse(Code::corrupt, "piece_cid", "a CID of something else than a piece");
  }
  if (piece.padded_size < 128 || !std::has_single_bit(piece.padded_size)) {
    refuse(Code::corrupt, "piece_size",
           std::to_string(piece.padded_size) + ", expected a power of two from 128 on");
  }
  return is_good() ? piece : Piece{};
}

ActorId AbiReader::provider(raas_str given) {
  const std::string text = exact_text("provider", given, address_bytes_max);
  if (text.empty()) return no_provider;
  const auto provider = parse_provider(text);
  if (provider) return *provider;
  refuse(Code::corrupt, "provider", provider.error().text());
  return no_provider;
}

Epoch AbiReader::epoch(std::string_view field, raas_epoch given) {
  if (given > epoch_most) {
    refuse(Code::corrupt, field,
           std::to_string(given) + ", expected at most " + std::to_string(epoch_most));
    return no_epoch;
  }
  return given < 0 ? no_epoch : given;
}

}  // namespace raas
