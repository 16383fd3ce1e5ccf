#include "adapters/lotus/expected_replies.h"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <string>

namespace raas::lotus {
namespace json = boost::json;
namespace {

using Shape = std::variant<std::monostate, DeadlineSectors, MarketDeal>;

/// Where a value stands: what its container is, or which member it is the value of.
enum class Place : std::uint8_t {
  outside,
  batch,
  response,
  result,
  partition,
  all,
  live,
  faulty,
  recovering,
  proposal,
  piece,
  state,
  other,  ///< A member that is not looked at.
  id,
  link,
  padded_size,
  provider,
  start,
  end,
  sector_start,
  slash,
  sector,
};

constexpr std::uint32_t bit(Place place) {
  return std::uint32_t{1} << static_cast<unsigned>(place);
}

constexpr std::uint32_t partition_members =
    bit(Place::all) | bit(Place::live) | bit(Place::faulty) | bit(Place::recovering);
constexpr std::uint32_t deal_members = bit(Place::link) | bit(Place::padded_size) |
                                       bit(Place::provider) | bit(Place::start) | bit(Place::end) |
                                       bit(Place::sector_start) | bit(Place::slash);

constexpr std::uint32_t halves_of_deal = bit(Place::proposal) | bit(Place::state);

struct Member {
  Place of;
  std::string_view name;
  Place place;
};

constexpr std::array members{
    Member{Place::response, "id", Place::id},
    Member{Place::response, "result", Place::result},
    Member{Place::partition, "AllSectors", Place::all},
    Member{Place::partition, "LiveSectors", Place::live},
    Member{Place::partition, "FaultySectors", Place::faulty},
    Member{Place::partition, "RecoveringSectors", Place::recovering},
    Member{Place::result, "Proposal", Place::proposal},
    Member{Place::result, "State", Place::state},
    Member{Place::proposal, "PieceCID", Place::piece},
    Member{Place::piece, "/", Place::link},
    Member{Place::proposal, "PieceSize", Place::padded_size},
    Member{Place::proposal, "Provider", Place::provider},
    Member{Place::proposal, "StartEpoch", Place::start},
    Member{Place::proposal, "EndEpoch", Place::end},
    Member{Place::state, "SectorStartEpoch", Place::sector_start},
    Member{Place::state, "SlashEpoch", Place::slash},
    Member{Place::state, "SectorNumber", Place::sector},
};

bool is_bitfield(Place place) {
  return (partition_members & bit(place)) != 0;
}

/// Walks through a reply. Each callback returns whether all is as expected so far.
class Walk {
 public:
  Walk(bool is_of_deals, std::uint64_t first_id, std::size_t count)
      : is_of_deals_(is_of_deals), first_id_(first_id), shapes_(count) {}

  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& error) { return pass(open_object(), error); }
  bool on_object_end(std::size_t, json::error_code& error) { return pass(close_object(), error); }
  bool on_array_begin(json::error_code& error) { return pass(open_array(), error); }
  bool on_array_end(std::size_t, json::error_code& error) { return pass(close_array(), error); }
  bool on_key_part(json::string_view, std::size_t, json::error_code& error) {
    return pass(skipped_ != 0, error);
  }
  bool on_key(json::string_view name, std::size_t, json::error_code& error) {
    return pass(skipped_ != 0 || enter(name), error);
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code& error) {
    return pass(is_unseen(), error);
  }
  bool on_string(json::string_view text, std::size_t, json::error_code& error) {
    return pass(is_unseen() || take_text(text), error);
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code& error) {
    return pass(is_unseen() || take_number(number), error);
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code& error) {
    return pass(is_unseen() || (is_bitfield(place_) && take_length(number)), error);
  }
  bool on_double(double, json::string_view, json::error_code& error) {
    return pass(is_unseen(), error);
  }
  bool on_bool(bool, json::error_code& error) { return pass(is_unseen(), error); }
  bool on_null(json::error_code& error) {
    // A deadline without partitions.
    return pass(is_unseen() || (place_ == Place::result && path_size_ == 2 && !is_of_deals_),
                error);
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  /// Whether each call has its reply.
  [[nodiscard]] bool is_complete() const { return replies_ == shapes_.size(); }
  [[nodiscard]] std::vector<Shape> take() { return std::move(shapes_); }

 private:
  static bool pass(bool is_expected, json::error_code& error) {
    if (!is_expected) error = json::error::syntax;
    return is_expected;
  }

  [[nodiscard]] Place around() const {
    return path_size_ == 0 ? Place::outside : path_[path_size_ - 1];
  }
  [[nodiscard]] bool is_unseen() const { return skipped_ != 0 || place_ == Place::other; }

  void push(Place place) {
    path_[path_size_++] = place;
    place_ = Place::outside;
  }
  void pop() {
    --path_size_;
    place_ = Place::outside;
  }

  bool open_object() {
    if (is_unseen()) {
      ++skipped_;
      return true;
    }
    const Place of = around();
    if (of == Place::batch) {
      begin_response();
      return true;
    }
    if (of == Place::result && !is_of_deals_) {
      seen_ &= ~partition_members;
      push(Place::partition);
      return true;
    }
    const bool is_deal = of == Place::response && place_ == Place::result && is_of_deals_;
    const bool is_half = of == Place::result && (bit(place_) & halves_of_deal) != 0;
    const bool is_piece = of == Place::proposal && place_ == Place::piece;
    if (!is_deal && !is_half && !is_piece) return false;
    push(place_);
    return true;
  }

  bool close_object() {
    if (skipped_ != 0) {
      if (--skipped_ == 0) place_ = Place::outside;
      return true;
    }
    const Place closed = around();
    pop();
    if (closed == Place::response) return end_response();
    if (closed != Place::partition) return true;
    if ((seen_ & partition_members) != partition_members) return false;
    sectors_.has_partitions = true;
    return true;
  }

  bool open_array() {
    if (is_unseen()) {
      ++skipped_;
      return true;
    }
    if (path_size_ == 0) {
      push(Place::batch);
      return true;
    }
    if (around() == Place::response && place_ == Place::result && !is_of_deals_) {
      push(Place::result);
      return true;
    }
    if (around() != Place::partition || !is_bitfield(place_)) return false;
    lengths_.clear();
    const Place field = place_;
    push(field);
    place_ = field;  // Of the lengths in it.
    return true;
  }

  bool close_array() {
    if (skipped_ != 0) {
      if (--skipped_ == 0) place_ = Place::outside;
      return true;
    }
    const Place closed = around();
    pop();
    if (!is_bitfield(closed)) return true;
    if (lengths_.empty()) return false;
    const auto runs = BitfieldRuns::from_lengths(lengths_);
    if (!runs) return false;
    field_at(closed).unite(*runs);
    return true;
  }

  BitfieldRuns& field_at(Place place) {
    if (place == Place::all) return sectors_.all;
    if (place == Place::live) return sectors_.live;
    return place == Place::faulty ? sectors_.faulty : sectors_.recovering;
  }

  bool enter(std::string_view name) {
    const Place of = around();
    // An error has words of its own.
    if (of == Place::response && name == "error") return false;
    place_ = Place::other;
    for (const Member& member : members) {
      if (member.of != of || member.name != name) continue;
      place_ = member.place;
      break;
    }
    if (place_ == Place::other) return true;
    const bool is_repeated = (seen_ & bit(place_)) != 0;
    seen_ |= bit(place_);
    return !is_repeated;
  }

  void begin_response() {
    push(Place::response);
    seen_ = 0;
    sectors_ = {};
    deal_ = {};
  }

  bool end_response() {
    const std::uint32_t wanted =
        bit(Place::id) | bit(Place::result) | (is_of_deals_ ? deal_members : 0);
    if ((seen_ & wanted) != wanted || id_ < first_id_ || id_ - first_id_ >= shapes_.size()) {
      return false;
    }
    Shape& shape = shapes_[id_ - first_id_];
    if (shape.index() != 0) return false;
    if (is_of_deals_) {
      if (deal_.sector_start_epoch == no_epoch) deal_.sector.reset();
      shape = std::move(deal_);
    } else {
      shape = std::move(sectors_);
    }
    ++replies_;
    return true;
  }

  bool take_number(std::int64_t number) {
    if (Epoch* epoch = epoch_at(place_)) {
      *epoch = number;
      return number >= no_epoch;
    }
    if (number < 0) return false;
    const auto natural = static_cast<std::uint64_t>(number);
    if (is_bitfield(place_)) return take_length(natural);
    if (place_ == Place::id) {
      id_ = natural;
    } else if (place_ == Place::padded_size) {
      deal_.padded_size = natural;
    } else if (place_ == Place::sector) {
      deal_.sector = natural;
    } else {
      return false;
    }
    return true;
  }

  Epoch* epoch_at(Place place) {
    if (place == Place::start) return &deal_.start_epoch;
    if (place == Place::end) return &deal_.end_epoch;
    if (place == Place::sector_start) return &deal_.sector_start_epoch;
    return place == Place::slash ? &deal_.slash_epoch : nullptr;
  }

  bool take_length(std::uint64_t length) {
    if (path_size_ == 0 || around() != place_) return false;
    lengths_.push_back(length);
    return true;
  }

  bool take_text(std::string_view text) {
    if (place_ == Place::link) {
      auto cid = Cid::parse(text);
      if (cid) deal_.piece = std::move(*cid);
      return cid.has_value();
    }
    if (place_ != Place::provider) return false;
    const auto provider = parse_provider(text);
    if (provider) deal_.provider = *provider;
    return provider.has_value();
  }

  bool is_of_deals_;
  std::uint64_t first_id_;
  std::vector<Shape> shapes_;
  std::size_t replies_ = 0;

  std::array<Place, 8> path_{};  ///< The containers around.
  std::size_t path_size_ = 0;
  std::size_t skipped_ = 0;       ///< Containers that are open in a member that is not looked at.
  Place place_ = Place::outside;  ///< Of the value that comes.
  std::uint32_t seen_ = 0;        ///< Members of the response, by place.
  std::uint64_t id_ = 0;
  DeadlineSectors sectors_;
  MarketDeal deal_;
  std::vector<std::uint64_t> lengths_;
};

}  // namespace

bool ExpectedReplies::covers(Method method) {
  return method == Method::partitions || method == Method::market_deal;
}

std::optional<ExpectedReplies> ExpectedReplies::read(Method method, std::string_view body,
                                                     std::uint64_t first_id, std::size_t count) {
  if (!covers(method)) return std::nullopt;
  json::basic_parser<Walk> parser({}, method == Method::market_deal, first_id, count);
  json::error_code error;
  const std::size_t read = parser.write_some(false, body.data(), body.size(), error);
  if (error || read != body.size() || !parser.done()) return std::nullopt;
  if (!parser.handler().is_complete()) return std::nullopt;
  return ExpectedReplies(first_id, parser.handler().take());
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
  if (result.deal() != nullptr) return *result.deal();
  return decode_market_deal(*result);
}

}  // namespace raas::lotus
