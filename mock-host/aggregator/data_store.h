#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mock {

/// A client's data as the aggregator knows it.
struct Payload {
  std::string cid;               ///< Canonical text (CIDv1, base32).
  std::uint64_t size = 0;        ///< Bytes.
  std::string piece_cid;         ///< CommP, CIDv1 text.
  std::uint64_t piece_size = 0;  ///< Padded.
};

/// The aggregator's payloads.
class DataStore {
 public:
  virtual ~DataStore() = default;

  /// What the aggregator remembers of the payload, whether it still holds the bytes or not.
  [[nodiscard]] virtual std::optional<Payload> find(std::string_view cid) const = 0;
  /// Whether the bytes are in the aggregator's own store now.
  [[nodiscard]] virtual bool holds(std::string_view cid) const = 0;
  /// Copies bytes from @p offset on; 0 = the end. Also what a provider with a copy would serve:
  /// simulated providers have no disks of their own.
  [[nodiscard]] virtual std::size_t read(std::string_view cid, std::uint64_t offset, char* buffer,
                                         std::size_t capacity) const = 0;
};

}  // namespace mock
