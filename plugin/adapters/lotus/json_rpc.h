#pragma once

#include <boost/json/fwd.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "adapters/lotus/actor_events.h"
#include "base/check.h"
#include "core/ids.h"

namespace raas::lotus {

/// The methods of a Lotus node that the view uses.
enum class Method : std::uint8_t {
  chain_head,
  finalized_tipset,
  network_params,
  proving_deadline,
  partitions,
  market_deal,
  sector_partition,
  sector_count,
  state_call,
  sector_details,
  claim,
  actor_state,
  actor_events,
};
inline constexpr std::size_t method_count = 13;

/// As on the wire, "Filecoin.ChainHead".
[[nodiscard]] std::string_view name_of(Method method);

/// What a StateCall asks of a sector.
enum class SectorQuestion : std::uint8_t { where_is_it, is_it_active, is_it_faulty };

/// Whom an answer is about.
struct Subject {
  ActorId miner = no_provider;
  std::uint32_t deadline = 0;
  ReplicaId replica = 0;
  DealId deal = 0;  ///< Or claim.
  SectorNumber sector = 0;
  SectorQuestion question = SectorQuestion::where_is_it;
  EventKind event_kind = EventKind::records;
  HeightRange heights = {};
  std::size_t part = 0;  ///< Of the providers that events are asked of.
};

/// One call of a method.
struct Call {
  Method method = Method::chain_head;
  std::string params;  ///< A JSON array; if a tipset follows, without its end.
  Subject subject;
  bool is_probe = false;  ///< Only to see whether the method is there: any error will do.
  /// The last parameter of what is asked by the thousand, so that all share it; it outlives the
  /// tick. Empty = `params` are whole.
  std::string_view tipset_key = {};
};

/// What became of a call that has no result.
enum class Trouble : std::uint8_t {
  no_answer,       ///< The node was not reached, or did not answer in time.
  busy,            ///< The node asks for less.
  no_such_method,  ///< The node does not serve the method: permanent.
  bad_request,     ///< The node does not understand the request: permanent.
  application,     ///< The method itself says no; the text tells why.
  broken,          ///< What came is no answer to the call.
};

/// Why a call has no result.
struct CallError {
  Trouble trouble = Trouble::broken;
  std::string text;
};

struct DeadlineSectors;
struct MarketDeal;

/// A result: a tree, or what is in it where that was read without one. Lives as long as the reply
/// that it is in.
class ResultValue {
 public:
  ResultValue(const boost::json::value* tree) : tree_(tree) {}
  explicit ResultValue(DeadlineSectors& sectors) : sectors_(&sectors) {}
  explicit ResultValue(MarketDeal& deal) : deal_(&deal) {}

  /// @pre It is a tree.
  [[nodiscard]] const boost::json::value& operator*() const {
    RAAS_CHECK(tree_ != nullptr);
    return *tree_;
  }
  [[nodiscard]] DeadlineSectors* sectors() const { return sectors_; }
  [[nodiscard]] MarketDeal* deal() const { return deal_; }

 private:
  const boost::json::value* tree_ = nullptr;
  DeadlineSectors* sectors_ = nullptr;
  MarketDeal* deal_ = nullptr;
};

/// A result, or what became of the call.
using Answer = boost::system::result<ResultValue, CallError>;

/// Writes calls as JSON-RPC 2.0 with the ids @p first_id, first_id + 1, ...: one call as an object,
/// more as a batch.
/// @param memory  Is written over, so that its memory is used again.
[[nodiscard]] std::string request_body(std::span<const Call> calls, std::uint64_t first_id,
                                       std::string memory = {});

/// One reply of a node, looked up by id. Believes nothing: an id that is missing, that came twice,
/// or that belongs to something that is no response, has no result.
class ReplyBody {
 public:
  ReplyBody(int http_status, std::string_view body);
  ~ReplyBody();
  ReplyBody(const ReplyBody&) = delete;
  ReplyBody& operator=(const ReplyBody&) = delete;

  [[nodiscard]] Answer answer_to(std::uint64_t id) const;
  /// Whether this is one JSON-RPC response, where an array was asked for.
  [[nodiscard]] bool is_single() const;
  /// Whether this is an array of responses.
  [[nodiscard]] bool is_batch() const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace raas::lotus
