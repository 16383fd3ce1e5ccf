#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/lotus/decode.h"
#include "adapters/lotus/json_rpc.h"

namespace raas::lotus {

/// The replies to a batch of calls of one method that is asked very often, taken from the bytes
/// without a tree of them.
///
/// Reads only what is in every respect as expected: an array with one response for each call, and
/// in each a result of the method's shape. Of anything else there is nothing here, and ReplyBody
/// and the decoders tell what it is. What is here is what they would have found.
class ExpectedReplies {
 public:
  /// Whether there is a shape to expect of @p method.
  [[nodiscard]] static bool covers(Method method);

  /// Reads them over those that were here before, so that memory is used again; whether they were
  /// as expected. If not, there are none.
  /// @param count  Of the calls, which have the ids @p first_id, first_id + 1, ...
  [[nodiscard]] bool read(Method method, std::string_view body, std::uint64_t first_id,
                          std::size_t count);

  /// Lives as long as this. @pre The id is that of one of the calls.
  [[nodiscard]] Answer answer_to(std::uint64_t id);
  /// Forgets what they say, and keeps the memory for the next ones.
  void clear() { shapes_.clear(); }

 private:
  using Shape = std::variant<std::monostate, DeadlineSectors, MarketDeal>;

  std::uint64_t first_id_ = 0;
  std::vector<Shape> shapes_;  ///< In the order of the calls.
};

/// What is in a result of StateMinerPartitions or StateMarketStorageDeal, however it was read. It
/// can be had once.
[[nodiscard]] Result<DeadlineSectors> partitions_in(const ResultValue& result);
[[nodiscard]] Result<MarketDeal> market_deal_in(const ResultValue& result);

}  // namespace raas::lotus
