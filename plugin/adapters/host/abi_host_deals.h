#pragma once

#include <raas/ext/deals.h>

#include "ports/host_deals.h"

namespace raas {

/// The host's "raas.host.deals/1".
class AbiHostDeals final : public HostDeals {
 public:
  /// @p table  Complete, see check_table(); outlives this.
  explicit AbiHostDeals(const raas_host_deals& table) : table_(table) {}

  [[nodiscard]] boost::system::result<std::uint64_t, HostRefusal> make_deal(
      const DealRequest& request) override;
  [[nodiscard]] Result<HostDeal> find_request(std::string_view key) override;
  [[nodiscard]] Status cancel(std::uint64_t request_id) override;
  [[nodiscard]] Result<std::vector<HostDeal>> list_deals(std::string_view payload_text,
                                                         std::size_t limit) override;

 private:
  const raas_host_deals& table_;
};

/// Whether the host has filled in all functions.
[[nodiscard]] Status check_table(const raas_host_deals& table);

}  // namespace raas
