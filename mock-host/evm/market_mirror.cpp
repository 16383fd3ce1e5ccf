#include "evm/market_mirror.h"

#include <array>

#include "content/merkle.h"
#include "evm/hex.h"
#include "filecoin/cbor.h"

namespace mock {
namespace json = boost::json;
namespace {

constexpr std::string_view market_address = "0xff00000000000000000000000000000000000005";
/// The system actor f00: nobody else sends from there.
constexpr std::string_view system_address = "0xff00000000000000000000000000000000000000";
constexpr std::string_view set_answers = "0x857f6854";
constexpr std::size_t deals_per_transaction = 40;
constexpr std::uint32_t exit_removed = 32;
constexpr std::string_view piece_cid_prefix{"\x01\x81\xe2\x03\x92\x20\x20", 7};

// FRC-0042: the first four bytes from 2^24 on of blake2b-512("1|" + name).
constexpr std::uint64_t get_deal_activation = 2567238399;
constexpr std::uint64_t get_deal_term = 163777312;
constexpr std::uint64_t get_deal_data_commitment = 1157985802;
constexpr std::uint64_t get_deal_provider = 935081690;

void append_big_endian(std::string& out, std::uint64_t number, unsigned size) {
  for (unsigned at = size; at > 0; --at) {
    out += at > sizeof number ? '\0' : static_cast<char>(number >> (8 * (at - 1)) & 255U);
  }
}

std::string pair_of(std::int64_t first, std::int64_t second) {
  std::string bytes;
  CborWriter cbor(bytes);
  cbor.array(2);
  cbor.number(first);
  cbor.number(second);
  return bytes;
}

std::string commitment_of(const DealProposal& proposal) {
  const Digest root = root_in(proposal.piece_cid);
  std::string bytes;
  CborWriter cbor(bytes);
  cbor.array(2);
  cbor.cid(std::string(piece_cid_prefix).append(root.begin(), root.end()));
  cbor.number(static_cast<std::int64_t>(proposal.piece_size));
  return bytes;
}

std::string number_of(std::uint64_t number) {
  std::string bytes;
  CborWriter(bytes).number(static_cast<std::int64_t>(number));
  return bytes;
}

void append_answer(std::string& out, std::uint64_t method, const std::string& params,
                   std::uint32_t exit_code, const std::string& cbor) {
  append_big_endian(out, method, 8);
  append_big_endian(out, exit_code, 4);
  append_big_endian(out, params.size(), 2);
  append_big_endian(out, cbor.size(), 2);
  out += params + cbor;
}

/// The call of a function that takes bytes.
std::string call_with_bytes(std::string_view selector, const std::string& bytes) {
  std::string arguments;
  append_big_endian(arguments, 0, 24);
  append_big_endian(arguments, 32, 8);
  append_big_endian(arguments, 0, 24);
  append_big_endian(arguments, bytes.size(), 8);
  arguments += bytes;
  arguments.resize((arguments.size() + 31) / 32 * 32);
  return std::string(selector) + hex_text(arguments).substr(2);
}

}  // namespace

std::string MarketMirror::answers_for(DealId deal) const {
  const auto found = chain_.deal(deal);
  const std::string id = number_of(deal);
  std::string out;
  if (!found) {
    for (const std::uint64_t method :
         {get_deal_activation, get_deal_term, get_deal_data_commitment, get_deal_provider}) {
      append_answer(out, method, id, exit_removed, {});
    }
    return out;
  }
  const DealProposal& proposal = found->proposal;
  append_answer(out, get_deal_activation, id, 0, pair_of(found->sector_start_epoch, no_epoch));
  append_answer(out, get_deal_term, id, 0,
                pair_of(proposal.start_epoch, proposal.end_epoch - proposal.start_epoch));
  append_answer(out, get_deal_data_commitment, id, 0, commitment_of(proposal));
  append_answer(out, get_deal_provider, id, 0, number_of(proposal.provider));
  return out;
}

std::map<DealId, MarketMirror::Standing> MarketMirror::news() const {
  std::map<DealId, Standing> found;
  for (const auto& [id, record] : book_.all()) {
    if (!record.deal) continue;
    const auto told = told_.find(*record.deal);
    // What was removed does not come back.
    if (told != told_.end() && !told->second.standing.is_there) continue;
    const auto deal = chain_.deal(*record.deal);
    Standing standing;
    if (deal) standing = {true, deal->sector_start_epoch};
    if (told == told_.end() || told->second.standing != standing) found[*record.deal] = standing;
  }
  return found;
}

Outcome<void> MarketMirror::tell() {
  const auto news = this->news();
  if (news.empty()) return {};
  if (!is_ready_) {
    const auto code = evm_.text("eth_getCode", {market_address, "latest"});
    if (!code) return code.error();
    if (*code == "0x") return {};
    is_ready_ = true;
  }
  for (auto at = news.begin(); at != news.end();) {
    const auto first = at;
    std::string all;
    for (std::size_t count = 0; at != news.end() && count < deals_per_transaction; ++at, ++count) {
      all += answers_for(at->first);
    }
    const auto block = send(all);
    if (!block) return block.error();
    for (auto told = first; told != at; ++told) told_[told->first] = {told->second, *block};
  }
  return {};
}

Outcome<std::uint64_t> MarketMirror::send(const std::string& answers) {
  if (auto done = evm_.call("anvil_impersonateAccount", {system_address}); !done) {
    return done.error();
  }
  if (auto done = evm_.call("anvil_setBalance", {system_address, "0xffffffffffffffffffff"});
      !done) {
    return done.error();
  }
  const auto hash = evm_.text("eth_sendTransaction",
                              {json::object{{"from", system_address},
                                            {"to", market_address},
                                            {"gas", "0x1c9c380"},
                                            {"data", call_with_bytes(set_answers, answers)}}});
  if (!hash) return hash.error();
  for (const bool is_first : {true, false}) {
    const auto receipt = evm_.call("eth_getTransactionReceipt", {*hash});
    if (!receipt) return receipt.error();
    if (receipt->is_object()) {
      const json::object& found = receipt->get_object();
      if (text_in(found, "status") != "0x1") {
        is_ready_ = false;
        return Refusal{RAAS_E_INTERNAL, "evm: the contract in the market's place takes no answers"};
      }
      return number_in(text_in(found, "blockNumber")).value_or(0);
    }
    // The EVM does not mine by itself.
    if (is_first) {
      if (auto mined = evm_.call("evm_mine", {}); !mined) return mined.error();
    }
  }
  return Refusal{RAAS_E_INTERNAL, "evm: what the market says was not mined"};
}

void MarketMirror::forget_from(std::uint64_t block) {
  std::erase_if(told_, [block](const auto& each) { return each.second.block >= block; });
  is_ready_ = false;
}

}  // namespace mock
