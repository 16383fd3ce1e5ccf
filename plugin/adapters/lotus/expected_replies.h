#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
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

  /// @param count  Of the calls, which have the ids @p first_id, first_id + 1, ...
  [[nodiscard]] static std::optional<ExpectedReplies> read(Method method, std::string_view body,
                                                           std::uint64_t first_id,
                                                           std::size_t count);

  /// Lives as long as this. @pre The id is that of one of the calls.
  [[nodiscard]] Answer answer_to(std::uint64_t id);

 private:
  using Shape = std::variant<std::monostate, DeadlineSectors, MarketDeal>;

  ExpectedReplies(std::uint64_t first_id, std::vector<Shape> shapes)
      : first_id_(first_id), shapes_(std::move(shapes)) {}

  std::uint64_t first_id_;
  std::vector<Shape> shapes_;  ///< In the order of the calls.
};

/// What is in a result of StateMinerPartitions or StateMarketStorageDeal, however it was read. It
/// can be had once.
[[nodiscard]] Result<DeadlineSectors> partitions_in(const ResultValue& result);
[[nodiscard]] Result<MarketDeal> market_deal_in(const ResultValue& result);

}  // namespace raas::lotus
