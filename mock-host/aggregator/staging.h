#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aggregator/data_store.h"
#include "aggregator/refusal.h"
#include "filecoin/chain.h"

namespace mock {

class ChainJournal;
class DealBook;
class Outbox;
class Providers;

enum class FetchState : std::uint8_t { running, ready, failed };

/// One fetch of the plugin.
struct FetchRecord {
  std::uint64_t id = 0;
  FetchState state = FetchState::running;
  std::string cid;
  std::vector<ActorId> sources;
  std::uint64_t handle = 0;  ///< With ready.
  Payload payload;           ///< With ready.
  std::string message;       ///< With failed.
  Epoch due_epoch = 0;       ///< While running.
};

/// Is told of fetches.
class FetchObserver {
 public:
  virtual ~FetchObserver() = default;
  /// One was begun; so many payloads are on their way or held now.
  virtual void fetch_begun(std::size_t held) = 0;
};

/// Brings payloads from the own store or from providers to where deals are made from. Nothing of it
/// survives a restart.
class Staging {
 public:
  struct Parts {
    const DataStore& store;
    const DealBook& book;
    const ChainJournal& journal;
    const Providers& providers;
    Outbox& outbox;
  };
  explicit Staging(const Parts& parts) : parts_(parts) {}

  /// NOT_FOUND if neither the store nor a source can have it.
  [[nodiscard]] Outcome<std::uint64_t> fetch(const std::string& cid, std::vector<ActorId> sources);
  [[nodiscard]] const FetchRecord* find(std::uint64_t fetch_id) const;
  /// The payload behind a handle; nullptr = no such handle.
  [[nodiscard]] const Payload* staged(std::uint64_t handle) const;
  void release(std::uint64_t handle);
  /// The process is gone, and with it all that is staged or on its way.
  void lose_all();
  /// Payloads that are on their way or held.
  [[nodiscard]] std::size_t held() const { return fetch_of_cid_.size(); }
  /// @p observer must outlive the staging, or the last fetch.
  void observe(FetchObserver& observer) { observer_ = &observer; }

  /// Whether a provider could serve the payload now: it is at work and has a live sector with it.
  [[nodiscard]] bool serves(ActorId provider, std::string_view cid) const;

  void advance(Epoch now);
  [[nodiscard]] std::optional<Epoch> next_event() const;

 private:
  void finish(FetchRecord& fetch);

  Parts parts_;
  std::map<std::uint64_t, FetchRecord> fetches_;
  /// Running, or ready with its handle held; a handle is the id of its fetch.
  std::map<std::string, std::uint64_t, std::less<>> fetch_of_cid_;
  std::deque<std::uint64_t> failed_;  ///< Kept for a while, so that the plugin can ask why.
  std::set<std::pair<Epoch, std::uint64_t>> due_;
  std::uint64_t next_id_ = 1;
  FetchObserver* observer_ = nullptr;
};

}  // namespace mock
