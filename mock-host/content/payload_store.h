#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "aggregator/data_store.h"
#include "aggregator/refusal.h"

namespace mock {

/// Payloads on disk, by CID. What was put is there after any crash, whole or not at all.
///
/// Folders: `own/<cid>` are the bytes that the aggregator holds, `away/<cid>` those that it let go
/// and that only providers would serve, `known/<cid>` what it remembers of each.
class PayloadStore final : public DataStore {
 public:
  /// @param bytes_max  Of all payloads together.
  [[nodiscard]] static Outcome<PayloadStore> open(const std::filesystem::path& directory,
                                                  std::uint64_t bytes_max);

  /// Keeps the bytes and says what they are. The same bytes again change nothing.
  /// BUSY if there is no room, INTERNAL if the disk refuses.
  [[nodiscard]] Outcome<Payload> put(std::string_view bytes);
  /// Lets the aggregator's own copy go. NOT_FOUND if there is none.
  [[nodiscard]] Outcome<void> let_go(std::string_view cid);
  /// All bytes of a payload, wherever they are.
  [[nodiscard]] Outcome<std::string> bytes_of(std::string_view cid) const;
  [[nodiscard]] const std::map<std::string, Payload, std::less<>>& all() const { return known_; }

  [[nodiscard]] std::optional<Payload> find(std::string_view cid) const override;
  [[nodiscard]] bool holds(std::string_view cid) const override;
  [[nodiscard]] std::size_t read(std::string_view cid, std::uint64_t offset, char* buffer,
                                 std::size_t capacity) const override;

 private:
  PayloadStore(std::filesystem::path directory, std::uint64_t bytes_max)
      : directory_(std::move(directory)), bytes_max_(bytes_max) {}
  [[nodiscard]] Outcome<void> load();
  [[nodiscard]] Outcome<void> write(const std::filesystem::path& file,
                                    std::string_view bytes) const;
  [[nodiscard]] std::filesystem::path place(std::string_view cid) const;

  std::filesystem::path directory_;
  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  std::map<std::string, Payload, std::less<>> known_;
};

}  // namespace mock
