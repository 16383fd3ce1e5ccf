#pragma once

#include <raas/ext/data.h>

#include "ports/host_data.h"

namespace raas {

/// The host's "raas.host.data/1".
class AbiHostData final : public HostData {
 public:
  /// @p table  Complete, see check_table(); outlives this.
  explicit AbiHostData(const raas_host_data& table) : table_(table) {}

  [[nodiscard]] boost::system::result<std::uint64_t, HostRefusal> fetch(
      std::string_view payload_text, std::span<const FetchSource> sources) override;
  [[nodiscard]] Result<Fetch> get_fetch(std::uint64_t fetch_id) override;
  void release(std::uint64_t data_handle) override;

 private:
  const raas_host_data& table_;
};

/// Whether the host has filled in all functions.
[[nodiscard]] Status check_table(const raas_host_data& table);

}  // namespace raas
