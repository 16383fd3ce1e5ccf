#pragma once

#include <string_view>

#include "base/error.h"
#include "core/cid.h"

namespace raas::evm {

/// The CID that clients mean by the bytes that they submit. The contract gives them no form, so
/// that apps send the CID's text, the CID in binary, the same behind a 0 byte (as in CBOR), or a
/// piece's commitment as such a CID.
/// @retval invalid_input  They are none of these.
[[nodiscard]] Result<Cid> cid_of_request(std::string_view bytes);

}  // namespace raas::evm
