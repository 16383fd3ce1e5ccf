#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>

#include "evm/evm_link.h"
#include "evm/hex.h"
#include "sim/synthetic_store.h"

// Has a wallet send the transactions of a file, as a plugin asks for them: all again after every
// start, under the same keys. Ends when all are final, each on a line: key, state, epoch, and the
// hash or, of one that was reverted, why. An epoch passes at each look at the EVM; with
// --stand-still none does, so that nothing becomes final and it goes on until it is killed. Usage:
// send_transactions URL FOLDER ORDERS ACCOUNT [--stand-still].

namespace {

namespace json = boost::json;
using namespace mock;

std::string name_of(TxState state) {
  switch (state) {
    case TxState::recorded: return "recorded";
    case TxState::sent: return "sent";
    case TxState::mined: return "mined";
    case TxState::final: return "final";
    case TxState::reverted: return "reverted";
    case TxState::dropped: return "dropped";
  }
  return "unknown";
}

json::array read_orders(const char* path) {
  std::ifstream file(path);
  return json::parse(std::string{std::istreambuf_iterator<char>(file), {}}).as_array();
}

/// False if the wallet takes no orders now.
bool ask_for(const json::array& orders, TxBook& book) {
  for (const json::value& each : orders) {
    TxOrder order;
    order.key = each.at("key").as_string().c_str();
    order.to = bytes_in_hex(each.at("to").as_string().c_str()).value();
    order.calldata = bytes_in_hex(each.at("data").as_string().c_str()).value();
    if (!book.request(order)) return false;
  }
  return true;
}

void print(const TxBook& book) {
  for (const auto& [id, record] : book.all()) {
    const bool is_good = record.state == TxState::final;
    std::cout << record.order.key << ' ' << name_of(record.state) << ' ' << record.epoch << ' '
              << hex_text(is_good ? record.hash : record.return_data) << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool stands_still = argc == 6 && std::string_view(argv[5]) == "--stand-still";
  if (argc != 5 && !stands_still) return 2;
  const std::string folder = argv[2];
  SyntheticStore store(1, 0);
  AggregatorOptions options;
  options.database = folder + "/aggregator.db";
  options.population.count = 1;
  Aggregator aggregator(options, store);
  auto link = EvmLink::open({.url = argv[1], .account = argv[4], .database = folder + "/evm.db"},
                            aggregator);
  if (!link) {
    std::cerr << link.error().text << '\n';
    return 1;
  }
  const json::array orders = read_orders(argv[3]);
  TxBook& book = (*link)->transactions();
  while (!ask_for(orders, book) || !book.open().empty()) {
    (*link)->commit();
    if (!stands_still) aggregator.advance_to(aggregator.now() + 1);
    if (const auto done = (*link)->step(); !done) {
      std::cerr << done.error().text << '\n';
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  print(book);
  return 0;
}
