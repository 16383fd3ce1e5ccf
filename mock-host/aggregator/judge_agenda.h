#pragma once

#include <limits>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aggregator/deal.h"
#include "filecoin/chain.h"

namespace mock {

/// Later than any epoch that comes.
inline constexpr Epoch forever = std::numeric_limits<Epoch>::max();

/// Of which jobs, named by their payload, things may not be as they were at the last look.
///
/// Whether a job has its copies follows from the client's word, from the records in the book, from
/// the status of their sectors, and from which of their start and end epochs have passed. Each
/// change of the first three is told here as it happens, and rest() says when the next epoch of the
/// last kind comes. So all jobs that take() does not give have what they had.
class JudgeAgenda {
 public:
  /// By the client's word; or it lacks something, and is looked at every time.
  void job_changed(const std::string& payload_cid) { due_.insert(payload_cid); }
  /// A record is new, or not as it was.
  void copy_changed(const DealRecord& record);
  void sector_turned(ActorId miner, SectorNumber sector);
  /// Nothing of it changes by itself before @p until.
  void rest(const std::string& payload_cid, Epoch until);

  /// What is to be looked at, in order.
  [[nodiscard]] std::set<std::string> take(Epoch now);

 private:
  using SectorId = std::pair<ActorId, SectorNumber>;
  struct SectorIdHash {
    std::size_t operator()(const SectorId& id) const {
      return std::hash<std::uint64_t>()(id.first * 0x9e3779b97f4a7c15U ^ id.second);
    }
  };

  std::set<std::string> due_;
  std::unordered_map<std::string, Epoch> rests_until_;
  std::multimap<Epoch, std::string> ends_of_rests_;  ///< Some of them of rests that were cut short.
  std::unordered_map<SectorId, std::vector<std::string>, SectorIdHash> payloads_in_;
};

}  // namespace mock
