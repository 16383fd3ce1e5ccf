#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "conformance/host_face.h"
#include "conformance/report.h"

namespace conformance {

/// The hooks of a plugin.
enum class Hook : std::uint8_t { deal_created, request_update, data_update };

/// What one call of a hook tells.
struct Told {
  Hook hook;
  std::vector<std::uint64_t> seqs{};
  std::vector<std::uint64_t> ids{};  ///< Of the requests, or of the fetches.
  std::string payload_cid{};         ///< Of the first deal.
};

/// Looks at the order in which a host tells of events, and remembers what it has told of.
class Events {
 public:
  explicit Events(Report& report) : report_(report) {}

  /// The first call is refused, to see that the same events come again.
  raas_status take(const Told& told);

  [[nodiscard]] bool has_told(Hook hook, std::uint64_t id) const {
    return told_.contains({hook, id});
  }
  /// Of any deal or fetch.
  [[nodiscard]] bool has_told(Hook hook) const;
  /// The highest number that was told.
  [[nodiscard]] std::uint64_t seq() const { return seq_; }
  /// Those of deals, which a host must not forget in a restart.
  [[nodiscard]] const std::set<std::uint64_t>& deal_seqs() const { return deal_seqs_; }
  /// Of the first deal that was told of; empty = none was.
  [[nodiscard]] const std::string& payload_cid() const { return payload_cid_; }

 private:
  Report& report_;
  std::uint64_t seq_ = 0;
  std::set<std::uint64_t> seen_;
  std::set<std::uint64_t> deal_seqs_;
  std::set<std::pair<Hook, std::uint64_t>> told_;
  std::vector<std::uint64_t> refused_once_;  ///< Answered with RETRY: must come again.
  bool has_refused_ = false;
  std::string payload_cid_;
};

}  // namespace conformance
