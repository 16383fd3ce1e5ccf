#include "core/packed.h"

#include <array>
#include <bit>
#include <limits>
#include <span>

namespace raas {
namespace {

/// What the CIDs begin with of which only the digest of 32 bytes is kept, by code less 1: raw and
/// DAG-PB blocks, and pieces.
constexpr std::array<std::string_view, 3> usual_prefixes = {
    std::string_view("\x01\x55\x12\x20", 4), std::string_view("\x01\x70\x12\x20", 4),
    std::string_view("\x01\x81\xe2\x03\x92\x20\x20", 7)};
constexpr std::size_t usual_digest_bytes = 32;
constexpr std::uint64_t no_cid = 0;
constexpr std::uint64_t other_cid = usual_prefixes.size() + 1;

// Padded sizes are powers of two; their exponents are kept, behind these.
constexpr std::uint64_t other_size = 0;
constexpr std::uint64_t zero_size = 1;
constexpr std::uint64_t exponent_base = 2;

std::uint64_t code_of(std::string_view cid) {
  if (cid.empty()) return no_cid;
  for (std::size_t i = 0; i < usual_prefixes.size(); ++i) {
    const std::string_view prefix = usual_prefixes[i];
    if (cid.size() == prefix.size() + usual_digest_bytes && cid.starts_with(prefix)) return i + 1;
  }
  return other_cid;
}

}  // namespace

void put_number(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void put_signed(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  put_number(out, (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void put_from(std::string& out, std::int64_t base, std::int64_t value) {
  put_signed(out, static_cast<std::int64_t>(static_cast<std::uint64_t>(value) -
                                            static_cast<std::uint64_t>(base)));
}

void put_bytes(std::string& out, std::string_view bytes) {
  put_number(out, bytes.size());
  out += bytes;
}

void put_cid(std::string& out, const Cid& cid) {
  const std::uint64_t code = code_of(cid.bytes());
  put_number(out, code);
  if (code == no_cid) return;
  if (code == other_cid) {
    put_bytes(out, cid.bytes());
  } else {
    out += cid.bytes().substr(usual_prefixes.at(code - 1).size());
  }
}

void put_piece(std::string& out, const Piece& piece) {
  put_cid(out, piece.cid);
  if (std::has_single_bit(piece.padded_size)) {
    put_number(out, exponent_base + static_cast<unsigned>(std::countr_zero(piece.padded_size)));
  } else if (piece.padded_size == 0) {
    put_number(out, zero_size);
  } else {
    put_number(out, other_size);
    put_number(out, piece.padded_size);
  }
}

std::uint64_t PackedReader::long_number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return ok_ ? value : 0;
  }
  fail();
  return 0;
}

std::int64_t PackedReader::signed_number() {
  const std::uint64_t bits = number();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

std::int64_t PackedReader::from(std::int64_t base) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                   static_cast<std::uint64_t>(signed_number()));
}

std::uint32_t PackedReader::count() {
  const std::uint64_t value = number();
  if (value > std::numeric_limits<std::uint32_t>::max()) fail();
  return ok_ ? static_cast<std::uint32_t>(value) : 0;
}

std::size_t PackedReader::length() {
  const std::uint64_t value = number();
  if (value > rest_.size()) fail();
  return ok_ ? static_cast<std::size_t>(value) : 0;
}

std::string_view PackedReader::bytes(std::uint64_t size) {
  if (size > rest_.size()) fail();
  if (!ok_) return {};
  const auto found = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(found.size());
  return found;
}

Cid PackedReader::cid() {
  const std::uint64_t code = number();
  if (!ok_ || code == no_cid) return {};
  if (code > other_cid) {
    fail();
    return {};
  }
  std::string binary;
  if (code == other_cid) {
    binary = bytes();
  } else {
    binary.reserve(usual_prefixes.at(code - 1).size() + usual_digest_bytes);
    binary = usual_prefixes.at(code - 1);
    binary += bytes(usual_digest_bytes);
  }
  const auto* const first = reinterpret_cast<const std::uint8_t*>(binary.data());
  auto cid = Cid::from_bytes(std::span(first, binary.size()));
  if (!cid) fail();
  return ok_ ? *std::move(cid) : Cid{};
}

void PackedReader::skip_cid() {
  const std::uint64_t code = number();
  if (code == no_cid) return;
  static_cast<void>(code == other_cid ? bytes() : bytes(usual_digest_bytes));
}

void PackedReader::skip_piece() {
  skip_cid();
  if (number() == other_size) static_cast<void>(number());
}

Piece PackedReader::piece() {
  Piece piece;
  piece.cid = cid();
  const std::uint64_t code = number();
  if (code == other_size) {
    piece.padded_size = number();
  } else if (code >= exponent_base + 64) {
    fail();
  } else if (code != zero_size) {
    piece.padded_size = std::uint64_t{1} << (code - exponent_base);
  }
  return piece;
}

}  // namespace raas
