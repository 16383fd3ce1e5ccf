#pragma once

#include <raas/ext/providers.h>

#include "ports/directory.h"

namespace raas {

/// The host's "raas.host.providers/1", where it has one.
class AbiDirectory final : public Directory {
 public:
  /// @p table  NULL, or complete and outlives this.
  explicit AbiDirectory(const raas_host_providers* table) : table_(table) {}

  [[nodiscard]] bool exists() const override { return table_ != nullptr; }
  /// A provider whose entry cannot be understood is left out: it costs the others nothing. Only if
  /// none can, that is an error.
  [[nodiscard]] Result<std::vector<Candidate>> list() override;

  /// How many entries the newest list() left out, and what was wrong with the first.
  struct LeftOut {
    std::size_t count = 0;
    std::string because;
  };
  [[nodiscard]] const LeftOut& left_out() const { return left_out_; }

 private:
  [[nodiscard]] Status take_page(const raas_provider_page& page, std::vector<Candidate>& out);

  const raas_host_providers* table_;
  LeftOut left_out_;
};

/// Whether the host has filled in all functions.
[[nodiscard]] Status check_table(const raas_host_providers& table);

}  // namespace raas
