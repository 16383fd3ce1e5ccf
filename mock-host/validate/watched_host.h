#pragma once

#include <map>
#include <set>
#include <string>

#include "aggregator/host_tables.h"
#include "validate/call_memory.h"

namespace mock {

/// The tables of a host, with everything that they hand out in memory that ends with the call, and
/// with a look at what they are asked and answer.
class WatchedHost {
 public:
  struct Parts {
    HostTables& tables;
    CallScope& scope;
    CallMemory& memory;
  };
  explicit WatchedHost(const Parts& parts);
  WatchedHost(const WatchedHost&) = delete;
  WatchedHost& operator=(const WatchedHost&) = delete;

  [[nodiscard]] const raas_host_table* table() const { return &table_; }
  /// Ids of extensions that this host does not have.
  void set_lacking(std::set<std::string> ids) { lacking_ = std::move(ids); }

  /// How often @p function answered @p status.
  [[nodiscard]] std::size_t answers(const std::string& function, raas_status status) const;
  /// What was wrong with log lines.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  void fill();
  void fill_deals();
  void fill_data();
  void fill_others();
  void take_log(raas_log_level level, raas_str event, raas_str message);
  [[nodiscard]] const void* extension(const char* id);
  raas_status noted(const char* function, raas_status status);
  raas_status list_deals(raas_str cid, std::uint64_t cursor, raas_deal_page* page, raas_error* err);
  raas_status list_providers(std::uint64_t cursor, raas_provider_page* page, raas_error* err);
  raas_status deal_with_texts(const char* function, raas_status status, raas_deal* deal);

  Parts parts_;
  const raas_host_deals* deals_ = nullptr;
  const raas_host_data* data_ = nullptr;
  const raas_host_providers* providers_ = nullptr;
  const raas_host_rpc* rpc_ = nullptr;
  std::set<std::string> lacking_;
  std::map<std::string, std::map<raas_status, std::size_t>> answers_;
  std::vector<std::string> complaints_;
  raas_host_table table_{};
  raas_host_deals own_deals_{};
  raas_host_data own_data_{};
  raas_host_providers own_providers_{};
  raas_host_rpc own_rpc_{};
};

}  // namespace mock
