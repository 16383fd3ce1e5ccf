#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "core/cid.h"
#include "core/ids.h"
#include "ports/host_deals.h"

namespace raas {

enum class FetchState : std::uint8_t { running, ready, failed };

/// A fetch, as the host sees it.
struct Fetch {
  std::uint64_t id = 0;
  FetchState state = FetchState::running;
  std::uint64_t data_handle = 0;  ///< With ready.
  std::uint64_t size = 0;
  Piece piece;          ///< With ready, if the host computes it.
  std::string message;  ///< With failed.
};

/// A place to fetch from.
struct FetchSource {
  ActorId provider = no_provider;
  Piece piece;
  std::uint64_t deal = 0;
};

/// The host's data staging (raas.host.data/1). In-call only.
class HostData {
 public:
  virtual ~HostData() = default;

  [[nodiscard]] virtual boost::system::result<std::uint64_t, HostRefusal> fetch(
      std::string_view payload_text, std::span<const FetchSource> sources) = 0;
  [[nodiscard]] virtual Result<Fetch> get_fetch(std::uint64_t fetch_id) = 0;
  virtual void release(std::uint64_t data_handle) = 0;
};

}  // namespace raas
