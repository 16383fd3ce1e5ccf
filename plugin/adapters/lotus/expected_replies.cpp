#include "adapters/lotus/expected_replies.h"

#include "adapters/lotus/json_cursor.h"

namespace raas::lotus {
namespace {

/// Which members of an object have come.
class Seen {
 public:
  /// Whether the member comes for the first time: of one that is repeated nothing is believed.
  [[nodiscard]] bool first(unsigned member) {
    const std::uint32_t before = members_;
    members_ |= std::uint32_t{1} << member;
    return members_ != before;
  }
  /// Whether all members below @p end have come.
  [[nodiscard]] bool all_below(unsigned end) const {
    const std::uint32_t wanted = (std::uint32_t{1} << end) - 1;
    return (members_ & wanted) == wanted;
  }

 private:
  std::uint32_t members_ = 0;
};

bool read_epoch(JsonCursor& in, Epoch& epoch) {
  return in.integer(epoch) && epoch >= no_epoch;
}

bool read_provider(JsonCursor& in, ActorId& provider) {
  std::string_view text;
  if (!in.text(text)) return false;
  const auto found = parse_provider(text);
  if (found) provider = *found;
  return found.has_value();
}

bool read_piece(JsonCursor& in, Cid& piece) {
  std::string_view text;
  if (!in.text(text)) return false;
  auto found = Cid::parse(text);
  if (found) piece = std::move(*found);
  return found.has_value();
}

/// Of a member that is not looked at: @p name with what stands around it, then any value.
template <std::size_t size>
bool pass(JsonCursor& in, const char (&name)[size]) {
  return in.exactly(name) && in.skip();
}

bool read_proposal(JsonCursor& in, MarketDeal& deal) {
  return in.exactly(R"({"PieceCID":{"/":)") && read_piece(in, deal.piece) &&
         in.exactly(R"(},"PieceSize":)") && in.integer(deal.padded_size) &&
         pass(in, R"(,"VerifiedDeal":)") && pass(in, R"(,"Client":)") &&
         in.exactly(R"(,"Provider":)") && read_provider(in, deal.provider) &&
         pass(in, R"(,"Label":)") && in.exactly(R"(,"StartEpoch":)") &&
         read_epoch(in, deal.start_epoch) && in.exactly(R"(,"EndEpoch":)") &&
         read_epoch(in, deal.end_epoch) && pass(in, R"(,"StoragePricePerEpoch":)") &&
         pass(in, R"(,"ProviderCollateral":)") && pass(in, R"(,"ClientCollateral":)") &&
         in.exactly("}");
}

bool read_state(JsonCursor& in, MarketDeal& deal) {
  if (!in.exactly("{")) return false;
  // Not told before network version 22.
  if (in.exactly(R"("SectorNumber":)")) {
    if (!in.integer(deal.sector.emplace()) || !in.exactly(",")) return false;
  }
  const bool is_read = in.exactly(R"("SectorStartEpoch":)") &&
                       read_epoch(in, deal.sector_start_epoch) &&
                       pass(in, R"(,"LastUpdatedEpoch":)") && in.exactly(R"(,"SlashEpoch":)") &&
                       read_epoch(in, deal.slash_epoch) && in.exactly("}");
  if (deal.sector_start_epoch == no_epoch) deal.sector.reset();
  return is_read;
}

/// Deals are what is read most often. They are taken as the nodes write them: with these members,
/// in this order, and nothing between them.
bool read_result(JsonCursor& in, MarketDeal& deal) {
  return in.exactly(R"({"Proposal":)") && read_proposal(in, deal) && in.exactly(R"(,"State":)") &&
         read_state(in, deal) && in.exactly("}");
}

/// @param lengths  To be used again.
bool read_bitfield(JsonCursor& in, std::vector<std::uint64_t>& lengths, BitfieldRuns& field) {
  lengths.clear();
  if (!in.array([&] { return in.integer(lengths.emplace_back()); })) return false;
  // Go writes the empty set as [0]; an empty array is not what a node says.
  if (lengths.empty()) return false;
  const auto runs = BitfieldRuns::from_lengths(lengths);
  if (runs) field.unite(*runs);
  return runs.has_value();
}

bool read_partition(JsonCursor& in, std::vector<std::uint64_t>& lengths, DeadlineSectors& sectors) {
  enum : unsigned { all, live, faulty, recovering, count };
  Seen seen;
  const bool is_read = in.object([&](std::string_view name) {
    if (name == "AllSectors") return seen.first(all) && read_bitfield(in, lengths, sectors.all);
    if (name == "LiveSectors") return seen.first(live) && read_bitfield(in, lengths, sectors.live);
    if (name == "FaultySectors") {
      return seen.first(faulty) && read_bitfield(in, lengths, sectors.faulty);
    }
    if (name == "RecoveringSectors") {
      return seen.first(recovering) && read_bitfield(in, lengths, sectors.recovering);
    }
    return in.skip();
  });
  return is_read && seen.all_below(count);
}

/// A deadline without partitions is null.
bool read_result(JsonCursor& in, DeadlineSectors& sectors) {
  if (in.exactly("null")) return true;
  std::vector<std::uint64_t> lengths;
  return in.array([&] {
    sectors.has_partitions = true;
    return read_partition(in, lengths, sectors);
  });
}

template <class Result>
bool read_response(JsonCursor& in, std::uint64_t& id, Result& result) {
  enum : unsigned { of_id, of_result, count };
  Seen seen;
  const bool is_read = in.object([&](std::string_view name) {
    if (name == "id") return seen.first(of_id) && in.integer(id);
    if (name == "result") return seen.first(of_result) && read_result(in, result);
    // An error has words of its own.
    return name != "error" && in.skip();
  });
  return is_read && seen.all_below(count);
}

using Shape = std::variant<std::monostate, DeadlineSectors, MarketDeal>;

/// Whether each call has its reply, in @p shapes.
template <class Result>
bool read_batch(JsonCursor& in, std::uint64_t first_id, std::vector<Shape>& shapes) {
  std::size_t replies = 0;
  const bool is_read = in.array([&] {
    std::uint64_t id = 0;
    Result result;
    if (!read_response(in, id, result)) return false;
    if (id < first_id || id - first_id >= shapes.size()) return false;
    Shape& shape = shapes[id - first_id];
    if (shape.index() != 0) return false;
    shape = std::move(result);
    ++replies;
    return true;
  });
  return is_read && in.is_at_end() && replies == shapes.size();
}

}  // namespace

bool ExpectedReplies::covers(Method method) {
  return method == Method::partitions || method == Method::market_deal;
}

bool ExpectedReplies::read(Method method, std::string_view body, std::uint64_t first_id,
                           std::size_t count) {
  shapes_.clear();
  if (!covers(method)) return false;
  first_id_ = first_id;
  shapes_.resize(count);
  JsonCursor in(body);
  const bool is_read = method == Method::market_deal
                           ? read_batch<MarketDeal>(in, first_id, shapes_)
                           : read_batch<DeadlineSectors>(in, first_id, shapes_);
  if (!is_read) shapes_.clear();
  return is_read;
}

Answer ExpectedReplies::answer_to(std::uint64_t id) {
  Shape& shape = shapes_.at(id - first_id_);
  if (auto* sectors = std::get_if<DeadlineSectors>(&shape)) return ResultValue(*sectors);
  return ResultValue(std::get<MarketDeal>(shape));
}

Result<DeadlineSectors> partitions_in(const ResultValue& result) {
  if (result.sectors() != nullptr) return std::move(*result.sectors());
  return decode_partitions(*result);
}

Result<MarketDeal> market_deal_in(const ResultValue& result) {
  if (result.deal() != nullptr) return std::move(*result.deal());
  return decode_market_deal(*result);
}

}  // namespace raas::lotus
