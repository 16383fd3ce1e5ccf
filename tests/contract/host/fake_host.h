#pragma once

#include <raas/ext/data.h>
#include <raas/ext/deals.h>
#include <raas/ext/providers.h>

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace raas {

/// A host whose every function answers as the test says, and remembers what it was asked.
struct FakeHost {
  /// How the next calls end.
  raas_status status = RAAS_OK;
  std::string error_text;
  std::uint64_t retry_after_ms = 0;
  enum class Throws { nothing, exception, number } throws = Throws::nothing;

  /// What they give.
  std::uint64_t id = 17;
  raas_deal deal{};
  raas_fetch fetch{};
  std::deque<raas_deal_page> deal_pages;  ///< The last one again and again.
  std::deque<raas_provider_page> provider_pages;

  /// What they were asked.
  std::optional<raas_deal_request> asked_deal;
  std::string asked_key, asked_payload, asked_piece, asked_provider, asked_price, asked_label,
      asked_reason;
  std::vector<std::string> asked_excluded;
  std::vector<std::string> asked_sources;
  std::vector<std::uint64_t> asked_ids;
  std::vector<std::uint64_t> asked_cursors;

  FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  raas_host_deals deals{};
  raas_host_data data{};
  raas_host_providers providers{};
};

[[nodiscard]] raas_str str(const char* text);
[[nodiscard]] std::string text_of(raas_str text);

/// Published at f01000, with a deal id, made by request 17 under the key "raas/1/2/3".
[[nodiscard]] raas_deal sound_deal();
[[nodiscard]] raas_fetch sound_fetch();
[[nodiscard]] raas_provider sound_provider(const char* address);

inline constexpr const char* payload_text =
    "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
inline constexpr const char* piece_text =
    "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq";

}  // namespace raas
