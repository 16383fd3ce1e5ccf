#include <boost/json.hpp>
#include <string>

#include "crowd.h"
#include "loops.h"

namespace raas::bench {
namespace json = boost::json;
namespace {

constexpr std::size_t in_flight = 1000;

}  // namespace

LoopCount ask_in_a_crowd(std::uint16_t port, const Fleet& fleet, double seconds_max) {
  Crowd crowd(port, in_flight);
  LoopCount count;
  std::uint64_t next = 0;
  std::string request;
  const CrowdCount talk = crowd.run(
      [&]() -> std::optional<std::string_view> {
        if (next == fleet.copies()) return std::nullopt;
        const std::string deal = std::to_string(++next);
        request = R"({"jsonrpc":"2.0","id":)" + deal +
                  R"(,"method":"Filecoin.StateMarketStorageDeal","params":[)" + deal + ",null]}";
        return request;
      },
      [&](std::string_view body) {
        json::monotonic_resource memory;
        const json::value reply = json::parse(body, &memory);
        const json::value& state = reply.at("result").at("State");
        const bool is_active = state.at("SlashEpoch").as_int64() == -1 &&
                               state.at("SectorStartEpoch").as_int64() != -1;
        if (!is_active) ++count.bad;
      },
      std::chrono::duration<double>(seconds_max));
  count.deals = talk.replies;
  count.calls = talk.replies;
  count.seconds = talk.seconds;
  return count;
}

}  // namespace raas::bench
