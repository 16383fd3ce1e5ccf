#pragma once

#include <map>
#include <string>
#include <vector>

#include "aggregator/data_store.h"
#include "filecoin/chain.h"

namespace mock {

/// Payloads that are drawn from a seed instead of being kept: of the same number always the same
/// bytes, with the true CID and piece commitment of these bytes.
class SyntheticStore : public DataStore {
 public:
  SyntheticStore(std::uint64_t seed, std::uint32_t count);

  [[nodiscard]] const std::vector<Payload>& payloads() const { return payloads_; }
  /// The aggregator's own store has the payload from now on, or has it no longer.
  void set_held(std::string_view cid, bool held);

  [[nodiscard]] std::optional<Payload> find(std::string_view cid) const override;
  [[nodiscard]] bool holds(std::string_view cid) const override;
  [[nodiscard]] std::size_t read(std::string_view cid, std::uint64_t offset, char* buffer,
                                 std::size_t capacity) const override;

 private:
  [[nodiscard]] std::string bytes_of(std::size_t number) const;

  std::uint64_t seed_;
  std::vector<Payload> payloads_;
  std::vector<bool> held_;
  std::map<std::string, std::size_t, std::less<>> by_cid_;
};

}  // namespace mock
