#pragma once

#include <string>
#include <string_view>

#include "support/abi_plugin.h"
#include "support/temporary_folder.h"

namespace raas_test {

inline constexpr std::string_view some_cid =
    "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
inline constexpr std::string_view other_cid =
    "bafkreiae6timq4whue4f35a34phtrccbxjj4eurhgycuaucbfamelhuvoa";

/// An order for three copies of @p cid.
inline std::string order_for(std::string_view cid) {
  return R"({"cid":")" + std::string(cid) +
         R"(","replication":{"copies_min":3,"copies_target":3,"copies_max":3}})";
}

inline constexpr std::string_view enrol_all =
    R"({"enrolment":{"mode":"all"},"log":{"level":"debug"}})";

/// A host, a state folder and one running instance.
struct Bench {
  explicit Bench(std::string_view config = "")
      : plugin(host, folder.path().string(), std::string(config)) {}

  /// Registers an order for three copies of @p cid.
  ApiAnswer place(std::string_view cid = some_cid) {
    return plugin.ask("POST", "/register_jobs", order_for(cid));
  }
  /// How many deals of @p cid are sealed and live on the chain.
  std::size_t copies_of(std::string_view cid = some_cid) {
    std::size_t copies = 0;
    for (const auto& [key, deal] : host.asked) {
      if (deal.payload_cid != cid || deal.state != RAAS_DEAL_ACTIVE) continue;
      const auto found = host.chain().deal(deal.deal_id);
      if (found && found->sector_start_epoch >= 0) ++copies;
    }
    return copies;
  }
  std::string job(int id = 1) { return plugin.ask("GET", "/jobs/" + std::to_string(id)).body; }

  TemporaryFolder folder;
  AbiHost host;
  AbiPlugin plugin;
};

/// How often @p part is in @p text.
inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace raas_test
