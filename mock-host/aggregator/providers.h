#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/deal.h"

namespace mock {

/// How the population is drawn. All chances are in parts of a million.
struct PopulationOptions {
  std::uint64_t seed = 1;
  std::uint32_t count = 50;
  ActorId first_id = 1000;
  std::uint32_t reject_ppm = 40000;      ///< Of proposals, on average over the providers.
  std::uint32_t never_seal_ppm = 10000;  ///< Of published deals, on average.
  std::uint32_t slow_seal_ppm = 20000;   ///< Of published deals: sealing takes four times as long.
  Epochs seal_epochs_min = 720;
  Epochs seal_epochs_max = 5760;
  Epochs retrieval_epochs_max = 240;
  std::uint32_t retrieval_failure_ppm = 50000;
  std::uint32_t largest_share_ppm = 0;  ///< Of the providers, that belong to "operator-0".
};

/// One simulated storage provider.
struct ProviderProfile {
  ActorId id = 0;
  std::string organisation;
  std::string country;  ///< ISO 3166-1 alpha-2.
  std::uint32_t asn = 0;
  std::uint64_t price = 0;  ///< attoFIL per GiB and epoch.
  std::uint64_t price_verified = 0;
  std::uint32_t reputation_ppm = 0;
  std::uint64_t piece_size_min = 0;
  std::uint64_t piece_size_max = 0;
  Epochs seal_epochs = 0;            ///< Typical.
  std::uint32_t reject_ppm = 0;      ///< Proposals that it turns down.
  std::uint32_t never_seal_ppm = 0;  ///< Published deals that it never seals.
  bool accepts_deals = true;         ///< Now; changes while it is away.

  // How it is at the moment, in percent of what it asks for and needs as a rule.
  std::uint32_t price_percent = 100;
  std::uint32_t sealing_percent = 100;  ///< Of the time that it takes; 0 = it seals nothing.

  /// What it asks for now, in attoFIL per GiB and epoch.
  [[nodiscard]] std::uint64_t price_now(bool verified) const {
    return (verified ? price_verified : price) / 100 * price_percent;
  }
};

/// "f01000".
[[nodiscard]] std::string provider_text(ActorId id);
/// Reads "f0..." or "t0..."; nullopt if it is not an id address.
[[nodiscard]] std::optional<ActorId> parse_provider(std::string_view text);

/// The providers that the aggregator can make deals with. Deterministic from its options.
class Providers {
 public:
  explicit Providers(const PopulationOptions& options);

  [[nodiscard]] const PopulationOptions& options() const { return options_; }
  /// Sorted by id.
  [[nodiscard]] const std::vector<ProviderProfile>& all() const { return profiles_; }
  [[nodiscard]] const ProviderProfile* find(ActorId id) const;
  /// Changes whenever anything in the directory does.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  void set_accepts_deals(ActorId id, bool accepts);
  void set_price_percent(ActorId id, std::uint32_t percent);
  void set_sealing_percent(ActorId id, std::uint32_t percent);

  /// Why @p id cannot have the deal; empty = it can. Price, size, acceptance, exclusions.
  [[nodiscard]] std::string why_not(const ProviderProfile& profile, const DealTerms& terms) const;
  /// A provider that can have the deal, by the draw; nullopt = there is none.
  [[nodiscard]] std::optional<ActorId> choose(const DealTerms& terms, std::uint64_t drawn) const;

 private:
  PopulationOptions options_;
  std::vector<ProviderProfile> profiles_;
  std::uint64_t version_ = 1;
};

}  // namespace mock
