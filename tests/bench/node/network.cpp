#include "network.h"

#include <array>
#include <charconv>
#include <optional>

namespace raas::bench {
namespace {

constexpr std::uint64_t copies_per_piece = 3;
/// Text of a commitment; eight of its characters name the piece, 40 bits that lie on a border of
/// both bytes and characters.
constexpr std::string_view piece_head = "baga6ea4seaqbceir";
constexpr std::string_view piece_tail = "ceirceirceirceirceirceirceirceirceircai";

void append_number(std::uint64_t number, std::string& text) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

void append_piece(std::uint64_t copy, std::string& text) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  text.append(piece_head);
  const std::uint64_t number = copy / copies_per_piece;
  for (int shift = 35; shift >= 0; shift -= 5) text += alphabet[number >> shift & 31U];
  text.append(piece_tail);
}

/// Reads the numbers of parameters, be they numbers or "f01000".
class Parameters {
 public:
  explicit Parameters(std::string_view text) : text_(text) {}

  [[nodiscard]] std::optional<std::uint64_t> next() {
    while (!text_.empty() && (text_.front() == ',' || text_.front() == '"')) text_.remove_prefix(1);
    if (text_.starts_with("f0") || text_.starts_with("t0")) text_.remove_prefix(2);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
    if (error != std::errc()) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return number;
  }

 private:
  std::string_view text_;
};

/// The next call of a request behind @p at, which moves on.
std::optional<CallText> next_call(std::string_view body, std::size_t& at) {
  constexpr std::string_view id_mark = R"("id":)";
  constexpr std::string_view method_mark = R"("method":")";
  constexpr std::string_view params_mark = R"("params":[)";
  const std::size_t id = body.find(id_mark, at);
  if (id == std::string_view::npos) return std::nullopt;
  const std::size_t id_begin = id + id_mark.size();
  const std::size_t id_end = body.find(',', id_begin);
  const std::size_t method = body.find(method_mark, id_end);
  if (method == std::string_view::npos) return std::nullopt;
  std::size_t method_begin = method + method_mark.size();
  const std::size_t method_end = body.find('"', method_begin);
  const std::size_t params = body.find(params_mark, method_end);
  if (params == std::string_view::npos) return std::nullopt;
  at = params + params_mark.size();
  constexpr std::string_view prefix = "Filecoin.";
  if (body.substr(method_begin).starts_with(prefix)) method_begin += prefix.size();
  return CallText{body.substr(id_begin, id_end - id_begin),
                  body.substr(method_begin, method_end - method_begin), body.substr(at)};
}

void append_tipset(std::uint64_t height, std::string& text) {
  text += R"({"Cids":[{"/":"bafy2bzacedreckonedtipset)";
  append_number(height, text);
  text += R"("}],"Blocks":[{"Miner":"f01000","Timestamp":)";
  append_number(Network::genesis_s + height * Network::epoch_s, text);
  text += R"(}],"Height":)";
  append_number(height, text);
  text += '}';
}

}  // namespace

std::string piece_text(std::uint64_t copy) {
  std::string text;
  append_piece(copy, text);
  return text;
}

void Network::answer(std::string_view body, std::string& reply) {
  const bool is_batch = !body.empty() && body.front() == '[';
  if (is_batch) reply += '[';
  std::size_t at = 0;
  bool is_first = true;
  while (const auto call = next_call(body, at)) {
    if (!is_first) reply += ',';
    is_first = false;
    answer_call(*call, reply);
  }
  if (is_batch) reply += ']';
}

void Network::answer_call(const CallText& call, std::string& reply) {
  reply += R"({"jsonrpc":"2.0",)";
  const std::size_t begin = reply.size();
  reply += R"("result":)";
  const std::size_t empty = reply.size();
  Parameters params(call.params);
  const auto refuse = [&](std::string_view error) { reply.replace(begin, reply.size(), error); };
  if (call.method == "StateMarketStorageDeal") {
    const auto deal = params.next();
    if (deal && *deal >= 1 && *deal <= fleet_.copies()) append_deal(*deal, reply);
  } else if (call.method == "StateMinerPartitions") {
    const auto miner = params.next();
    const auto deadline = params.next();
    if (miner && deadline) append_partitions(*miner, *deadline, reply);
  } else if (call.method == "ChainHead") {
    append_tipset(epoch_, reply);
  } else if (call.method == "ChainGetFinalizedTipSet") {
    append_tipset(epoch_ - finality_lag, reply);
  } else if (call.method == "StateMinerProvingDeadline") {
    if (const auto miner = params.next()) {
      reply += R"({"CurrentEpoch":0,"PeriodStart":)";
      append_number(*miner * 7 % 2880, reply);
      reply += R"(,"WPoStProvingPeriod":2880,"WPoStPeriodDeadlines":48})";
    }
  } else if (call.method == "StateGetNetworkParams") {
    reply += R"({"NetworkName":"bench","BlockDelaySecs":30,"GenesisTimestamp":1598306400})";
  } else if (call.method == "Version") {
    reply += R"({"Version":"bench","APIVersion":131840,"BlockDelay":30})";
  } else if (call.method == "StateSectorPartition") {
    if (params.next()) reply += R"({"Deadline":0,"Partition":0})";
  } else if (call.method == "Bench.Set") {
    epoch_ = params.next().value_or(epoch_);
    faulty_every_ = params.next().value_or(faulty_every_);
    reply += "true";
  } else {
    refuse(R"("error":{"code":-32601,"message":"method not found"})");
  }
  if (reply.size() == empty) refuse(R"("error":{"code":1,"message":"no such thing"})");
  reply.append(R"(,"id":)").append(call.id) += '}';
}

/// Has the fields and about the length of what Lotus says of a deal on mainnet.
void Network::append_deal(std::uint64_t deal, std::string& reply) const {
  const std::uint64_t copy = deal - 1;
  reply += R"({"Proposal":{"PieceCID":{"/":")";
  append_piece(copy, reply);
  reply += R"("},"PieceSize":34359738368,"VerifiedDeal":true,"Client":"f01900001","Provider":"f0)";
  append_number(fleet_.miner_of(copy), reply);
  reply += R"(","Label":"mAXASIIejKSFu+zszukahTB2/iEE21pLlxLRQAUypJiC6Vxar",)"
           R"("StartEpoch":4900000,"EndEpoch":)";
  append_number(first_epoch + term_epochs, reply);
  reply += R"(,"StoragePricePerEpoch":"0","ProviderCollateral":"8414106229541345",)"
           R"("ClientCollateral":"0"},"State":{"SectorNumber":)";
  append_number(fleet_.sector_of(copy), reply);
  reply += R"(,"SectorStartEpoch":4899000,"LastUpdatedEpoch":-1,"SlashEpoch":-1}})";
}

void Network::append_partitions(std::uint64_t miner, std::uint64_t deadline,
                                std::string& reply) const {
  if (deadline * fleet_.run_length() >= fleet_.places_at(miner)) {
    reply += "null";
    return;
  }
  reply += R"([{"AllSectors":)";
  const std::size_t begin = reply.size();
  append_runs(miner, deadline, reply);
  const std::string runs = reply.substr(begin);
  reply += R"(,"FaultySectors":)";
  append_faults(miner, deadline, reply);
  reply.append(R"(,"RecoveringSectors":[0],"LiveSectors":)").append(runs);
  reply.append(R"(,"ActiveSectors":)").append(runs).append("}]");
}

void Network::append_runs(std::uint64_t miner, std::uint64_t deadline, std::string& reply) const {
  const std::uint64_t places = fleet_.places_at(miner);
  const std::uint64_t step = fleet_.run_length() * Fleet::deadlines;
  std::uint64_t end = 0;
  reply += '[';
  for (std::uint64_t place = deadline * fleet_.run_length(); place < places; place += step) {
    const std::uint64_t first = fleet_.sector_at(place);
    const std::uint64_t length = std::min(fleet_.run_length(), places - place);
    if (end != 0) reply += ',';
    append_number(first - end, reply);
    reply += ',';
    append_number(length, reply);
    end = first + length;
  }
  reply += ']';
}

void Network::append_faults(std::uint64_t miner, std::uint64_t deadline, std::string& reply) const {
  const std::uint64_t places = fleet_.places_at(miner);
  const std::uint64_t step = fleet_.run_length() * Fleet::deadlines;
  std::uint64_t end = 0;
  std::uint64_t run_begin = 0;
  reply += '[';
  const auto close_run = [&] {
    if (end != 0) append_number(end - run_begin, reply);
  };
  for (std::uint64_t run = deadline * fleet_.run_length(); faulty_every_ != 0 && run < places;
       run += step) {
    for (std::uint64_t place = run; place < std::min(places, run + fleet_.run_length()); ++place) {
      if (!is_faulty(fleet_.copy_at(miner, place))) continue;
      const std::uint64_t sector = fleet_.sector_at(place);
      if (sector != end || end == 0) {
        close_run();
        if (end != 0) reply += ',';
        append_number(sector - end, reply);
        reply += ',';
        run_begin = sector;
      }
      end = sector + 1;
    }
  }
  close_run();
  if (end == 0) reply += '0';
  reply += ']';
}

bool Network::is_order(std::string_view body) {
  return body.find(R"("Bench.)") != std::string_view::npos;
}

bool Network::asks_for_dump(std::string_view body) {
  return body.find(R"("Filecoin.StateMarketDeals")") != std::string_view::npos;
}

std::uint64_t Network::append_dump(std::uint64_t next, std::size_t bytes,
                                   std::string& reply) const {
  if (next == 1) reply += R"({"jsonrpc":"2.0","id":1,"result":{)";
  const std::size_t end = reply.size() + bytes;
  for (; next <= fleet_.copies() && reply.size() < end; ++next) {
    reply += next == 1 ? "\"" : ",\"";
    append_number(next, reply);
    reply += "\":";
    append_deal(next, reply);
  }
  if (next <= fleet_.copies()) return next;
  reply += "}}";
  return 0;
}

}  // namespace raas::bench
