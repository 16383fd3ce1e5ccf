#pragma once

#include <string>
#include <string_view>

namespace mock {

/// The CID that `ipfs add --cid-version 1` gives to a file: chunks of 256 KiB as raw leaves, under
/// a balanced tree of UnixFS file nodes with up to 174 links each. A file of one chunk is that
/// chunk.
[[nodiscard]] std::string unixfs_cid(std::string_view file);

}  // namespace mock
