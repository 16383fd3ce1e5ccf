#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mock {

/// Appends an unsigned LEB128 number, as multiformats and protobuf write them.
void append_varint(std::string& bytes, std::uint64_t value);

/// Text of a binary CIDv1: multibase prefix 'b' and base32, lower case, without padding.
[[nodiscard]] std::string cid_text(std::string_view cid_bytes);

/// True for what could be the text of a CIDv0 or of a CIDv1 in base32. It is also safe as a file
/// name.
[[nodiscard]] bool looks_like_cid(std::string_view text);

}  // namespace mock
