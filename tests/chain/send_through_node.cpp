#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "adapters/evm/node_wallet.h"
#include "adapters/evm/word.h"
#include "adapters/transport/curl_transport.h"
#include "alarm.h"

// Has a node send the transactions of a file, as a service has: each is asked for until it is over,
// and the wallet's notes are kept in a file, as a service does in its store. Ends when all are
// over, each on a line: key, stage, height, hash and why it was reverted. Usage: send_through_node
// URL NOTES ORDERS ACCOUNT.

namespace {

namespace json = boost::json;
using raas::TransactionStage;

std::string text_in(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string name_of(TransactionStage stage) {
  switch (stage) {
    case TransactionStage::under_way: return "under_way";
    case TransactionStage::final: return "final";
    case TransactionStage::reverted: return "reverted";
    case TransactionStage::dropped: return "dropped";
  }
  return "unknown";
}

class Sender {
 public:
  Sender(raas::Transport& transport, const std::string& account, std::string notes_path)
      : wallet_(transport, options_for(account)), notes_path_(std::move(notes_path)) {
    const std::string kept = text_in(notes_path_);
    if (!kept.empty()) notes_ = json::parse(kept).as_object();
    for (const auto& [name, text] : notes_) {
      wallet_.resume({std::string(name), std::string(text.as_string())}).value();
    }
  }

  /// When to be called again.
  raas::Millis step(const json::array& orders) {
    const auto news = wallet_.advance({.unix_ms = 0, .monotonic_ms = monotonic_ms()});
    for (const auto& note : news.notes) notes_[note.name] = note.value;
    if (!news.notes.empty()) {
      std::ofstream(notes_path_ + ".new") << json::serialize(notes_);
      if (std::rename((notes_path_ + ".new").c_str(), notes_path_.c_str()) != 0) std::abort();
    }
    wallet_.notes_are_durable();
    for (const json::value& order : orders) ask_about(order);
    return std::min(news.next_monotonic_ms, monotonic_ms() + 20);
  }
  [[nodiscard]] const std::map<std::string, raas::TransactionStatus>& over() const { return over_; }

 private:
  static raas::evm::NodeWalletOptions options_for(const std::string& account) {
    raas::evm::NodeWalletOptions options;
    options.account = account;
    options.poll_ms = options.backoff_ms_min = options.backoff_ms_max = 20;
    return options;
  }

  void ask_about(const json::value& order) {
    const std::string key(order.at("key").as_string());
    if (over_.contains(key)) return;
    if (const auto found = wallet_.find(key)) {
      if (found->stage != TransactionStage::under_way) over_[key] = *found;
      return;
    }
    (void)wallet_.send({.key = key,
                        .contract = std::string(order.at("to").as_string()),
                        .calldata = raas::evm::unhex(order.at("data").as_string()).value()});
  }

  raas::evm::NodeWallet wallet_;
  std::string notes_path_;
  json::object notes_;
  std::map<std::string, raas::TransactionStatus> over_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  Alarm alarm;
  raas::CurlOptions node;
  node.url = argv[1];
  const auto transport = raas::CurlTransport::open(node, [&alarm] { alarm.ring(); }).value();
  Sender sender(*transport, argv[4], argv[2]);
  const json::array orders = json::parse(text_in(argv[3])).as_array();
  while (sender.over().size() < orders.size()) {
    const raas::Millis next_ms = sender.step(orders);
    alarm.wait(std::max<raas::Millis>(1, next_ms - monotonic_ms()));
  }
  for (const auto& [key, status] : sender.over()) {
    std::cout << key << ' ' << name_of(status.stage) << ' ' << status.height << ' '
              << raas::evm::hex_of(status.hash) << ' ' << raas::evm::hex_of(status.revert_data)
              << '\n';
  }
  return 0;
}
