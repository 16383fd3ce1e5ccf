#include "adapters/lotus/expected_replies.h"

#include <algorithm>

#include "base/check.h"
#include "fuzz/support/json_input.h"

// Replies that are read without a tree: whatever is taken of them is what the tree of the same
// bytes says. The ids are 1 and 2.

namespace lotus = raas::lotus;

namespace {

constexpr std::size_t calls = 2;

bool is_same(const raas::BitfieldRuns& a, const raas::BitfieldRuns& b) {
  return std::equal(a.ranges().begin(), a.ranges().end(), b.ranges().begin(), b.ranges().end());
}

void compare(const lotus::DeadlineSectors& found, const boost::json::value& tree) {
  const auto wanted = lotus::decode_partitions(tree);
  RAAS_CHECK(wanted.has_value());
  RAAS_CHECK(found.has_partitions == wanted->has_partitions);
  RAAS_CHECK(is_same(found.all, wanted->all) && is_same(found.live, wanted->live));
  RAAS_CHECK(is_same(found.faulty, wanted->faulty));
  RAAS_CHECK(is_same(found.recovering, wanted->recovering));
}

void compare(const lotus::MarketDeal& found, const boost::json::value& tree) {
  const auto wanted = lotus::decode_market_deal(tree);
  RAAS_CHECK(wanted.has_value());
  RAAS_CHECK(found.piece == wanted->piece && found.padded_size == wanted->padded_size);
  RAAS_CHECK(found.provider == wanted->provider && found.sector == wanted->sector);
  RAAS_CHECK(found.start_epoch == wanted->start_epoch && found.end_epoch == wanted->end_epoch);
  RAAS_CHECK(found.sector_start_epoch == wanted->sector_start_epoch);
  RAAS_CHECK(found.slash_epoch == wanted->slash_epoch);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view body = raas::fuzz::text_of(bytes, size);
  lotus::ExpectedReplies replies;
  for (const lotus::Method method : {lotus::Method::partitions, lotus::Method::market_deal}) {
    if (!replies.read(method, body, 1, calls)) continue;
    const lotus::ReplyBody tree(200, body);
    for (std::uint64_t id = 1; id <= calls; ++id) {
      const lotus::Answer wanted = tree.answer_to(id);
      RAAS_CHECK(wanted.has_value());
      const lotus::Answer found = replies.answer_to(id);
      if (method == lotus::Method::partitions) {
        compare(lotus::partitions_in(*found).value(), **wanted);
      } else {
        compare(lotus::market_deal_in(*found).value(), **wanted);
      }
    }
  }
  return 0;
}
