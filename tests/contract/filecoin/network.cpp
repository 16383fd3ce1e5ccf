#include "network.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace test {

namespace json = boost::json;

mock::ChainOptions without_null_rounds() {
  mock::ChainOptions options;
  options.start_epoch = start;
  options.null_rounds_ppm = 0;
  return options;
}

json::value parsed(std::string_view text) {
  return json::parse(text);
}

json::value recorded(const std::string& name) {
  std::ifstream file(std::string(LOTUS_DATA) + "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

Network::Network(const mock::ChainOptions& options, const mock::NodeOptions& node)
    : chain(options), rpc(chain, node) {
  chain.add_miner(miner);
}

mock::DealProposal Network::proposal() const {
  mock::DealProposal proposal;
  proposal.piece_cid = "baga6ea4seaqhrk3pg4thkoaukss2ehqer65t3gtj7e4hku6jmkdoygnc6wzoeca";
  proposal.piece_size = 34359738368;
  proposal.client = 743060;
  proposal.provider = miner;
  proposal.start_epoch = chain.now() + mock::epochs_per_day;
  proposal.end_epoch = proposal.start_epoch + 200 * mock::epochs_per_day;
  return proposal;
}

Copy Network::store(const mock::DealProposal& proposal, mock::Epochs spare) {
  Copy copy;
  copy.deal = chain.publish(proposal);
  copy.sector = chain.activate(copy.deal, proposal.end_epoch + spare).value();
  const std::string params = "[\"f01000\"," + std::to_string(copy.sector) + ",null]";
  // The state of now() is shown by the next tipset; by the second one when now() is a null round.
  do {
    chain.advance_to(chain.now() + 1);
  } while (!call("Filecoin.StateSectorPartition", params).contains("result"));
  const auto place = result("Filecoin.StateSectorPartition", params);
  copy.deadline = place.at("Deadline").to_number<std::uint64_t>();
  return copy;
}

mock::Window Network::window(const Copy& copy, mock::Epoch epoch) {
  const auto now = result("Filecoin.StateMinerProvingDeadline", "[\"f01000\",null]");
  const auto period = now.at("PeriodStart").to_number<mock::Epoch>();
  return mock::ProvingCalendar(period % mock::proving_period)
      .window_at_or_after(copy.deadline, epoch);
}

json::object Network::call(const std::string& method, const std::string& params) {
  const auto answer = rpc.answer(R"({"jsonrpc":"2.0","id":1,"method":")" + method +
                                 R"(","params":)" + params + "}");
  return json::parse(answer.body).as_object();
}

json::value Network::result(const std::string& method, const std::string& params) {
  json::object answer = call(method, params);
  if (!answer.contains("result")) throw std::runtime_error(error(method, params));
  return answer.at("result");
}

std::string Network::error(const std::string& method, const std::string& params) {
  const json::object answer = call(method, params);
  const json::value& error = answer.at("error");
  return std::to_string(error.at("code").as_int64()) + " " +
         std::string(error.at("message").as_string());
}

std::string Network::deal_seen(mock::DealId deal, const std::string& key) {
  const json::object answer =
      call("Filecoin.StateMarketStorageDeal", "[" + std::to_string(deal) + "," + key + "]");
  if (answer.contains("error")) return "not found";
  const json::value& state = answer.at("result").at("State");
  return state.at("SectorStartEpoch").as_int64() < 0 ? "pending" : "active";
}

std::string Network::key_at(mock::Epoch height) {
  const auto tipset =
      result("Filecoin.ChainGetTipSetByHeight", "[" + std::to_string(height) + ",null]");
  return json::serialize(tipset.at("Cids"));
}

bool has(const json::value& runs, std::uint64_t number) {
  std::uint64_t position = 0;
  bool is_set = false;
  for (const json::value& run : runs.as_array()) {
    const auto length = run.to_number<std::uint64_t>();
    if (is_set && number >= position && number < position + length) return true;
    position += length;
    is_set = !is_set;
  }
  return false;
}

std::string sets_of(const json::value& partitions, mock::SectorNumber sector) {
  std::string sets;
  if (partitions.is_null()) return sets;
  for (const json::value& partition : partitions.as_array()) {
    for (const char* name :
         {"AllSectors", "LiveSectors", "ActiveSectors", "FaultySectors", "RecoveringSectors"}) {
      if (has(partition.at(name), sector)) sets += name[0];
    }
  }
  return sets;
}

}  // namespace test
