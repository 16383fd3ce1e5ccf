#include <stdlib.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <string>

#include "crowd.h"
#include "loops.h"

namespace raas::bench {
namespace json = boost::json;
namespace {

using Clock = std::chrono::steady_clock;

/// A longer list than the loop gets through only makes it slower.
constexpr std::uint64_t listed_max = 100000;

/// The list of deals, in memory and as a file.
class DealList {
 public:
  explicit DealList(const Fleet& fleet) {
    const std::uint64_t count = std::min(fleet.copies(), listed_max);
    deals_.reserve(count);
    for (std::uint64_t copy = 0; copy < count; ++copy) {
      deals_.push_back(json::object{
          {"deal", copy + 1}, {"miner", fleet.miner_of(copy)}, {"copies", 3}, {"state", "active"}});
    }
    const int file = ::mkstemp(path_.data());
    if (file >= 0) ::close(file);
  }
  ~DealList() { ::unlink(path_.c_str()); }
  DealList(const DealList&) = delete;
  DealList& operator=(const DealList&) = delete;

  void change(std::uint64_t place) {
    deals_[place % deals_.size()].as_object()["state"] = "renewing";
    std::ofstream(path_) << json::serialize(deals_);
  }

 private:
  json::array deals_;
  std::string path_ = "/tmp/raas-bench-list-XXXXXX";
};

bool is_active(const json::value& reply) {
  const json::value& state = reply.at("result").at("State");
  return state.at("SlashEpoch").as_int64() == -1 && state.at("SectorStartEpoch").as_int64() != -1;
}

}  // namespace

LoopCount walk_one_by_one(std::uint16_t port, const Fleet& fleet, double seconds_max) {
  DealList list(fleet);
  const int socket = connect_to(port);
  LoopCount count;
  const auto begun = Clock::now();
  for (std::uint64_t copy = 0; copy < fleet.copies() && count.seconds < seconds_max; ++copy) {
    const json::value deal = json::parse(
        post(socket, R"({"jsonrpc":"2.0","id":1,"method":"Filecoin.StateMarketStorageDeal",)"
                     R"("params":[)" +
                         std::to_string(copy + 1) + ",null]}"));
    const json::value head = json::parse(
        post(socket, R"({"jsonrpc":"2.0","id":2,"method":"Filecoin.ChainHead","params":[]})"));
    const std::int64_t left = deal.at("result").at("Proposal").at("EndEpoch").as_int64() -
                              head.at("result").at("Height").as_int64();
    if (!is_active(deal) || left < 0) ++count.bad;
    if (copy % changes_every == changes_every - 1) list.change(copy);
    count.calls += 2;
    ++count.deals;
    count.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  }
  ::close(socket);
  return count;
}

}  // namespace raas::bench
