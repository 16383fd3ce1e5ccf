#include "adapters/api/order_reading.h"

#include <bit>
#include <boost/json.hpp>
#include <map>

#include "adapters/api/flat_order.h"
#include "adapters/api/json_text.h"
#include "adapters/api/sizes.h"
#include "adapters/api/utf8.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::uint64_t piece_size_min = 128;
/// Room for a CID of more than the 256 characters that it may have, so that the CID's own message
/// is given.
constexpr std::size_t cid_text_bytes_max = 4096;

std::uint64_t read_piece_size(ObjectReader& fields) {
  const json::value* const value = fields.find("piece_size");
  if (value == nullptr) return 0;
  const std::int64_t* const size = value->if_int64();
  if (size == nullptr || *size < 0 || static_cast<std::uint64_t>(*size) < piece_size_min ||
      !std::has_single_bit(static_cast<std::uint64_t>(*size))) {
    fields.refuse_value("piece_size", "the padded size, a power of two from 128 on");
    return 0;
  }
  return static_cast<std::uint64_t>(*size);
}

/// The piece that @p cid with @p size (0 = not given) names; empty after a problem.
Piece piece_of(const Cid& cid, std::uint64_t size, ObjectReader& fields) {
  if (is_piece_cid_v2(cid)) {
    const auto v2 = piece_of_v2(cid);
    if (!v2) return {};
    if (size != 0 && size != v2->piece.padded_size) {
      fields.refuse_value("piece_size", std::to_string(v2->piece.padded_size) +
                                            ", which is what the piece CID says");
    }
    return v2->piece;
  }
  if (size == 0) {
    fields.refuse("piece_size", "missing, expected the padded size with a piece CID of version 1");
    return {};
  }
  return {.cid = cid, .padded_size = size};
}

/// A payload may be named by its piece alone; then it says what piece_cid would say.
Piece read_piece(ObjectReader& fields, const Cid& payload) {
  const bool has_size = fields.has("piece_size");
  const auto size = read_piece_size(fields);
  const auto text = fields.text("piece_cid", cid_text_bytes_max);
  if (has_size && size == 0) return {};
  if (text) {
    const Cid cid = read_cid(*text, fields.pointer_of("piece_cid"), fields.problems());
    if (cid.empty()) return {};
    if (is_piece_cid_v1(cid) || is_piece_cid_v2(cid)) return piece_of(cid, size, fields);
    fields.refuse_value("piece_cid", "a piece CID (baga6ea4seaq... or bafkzcib...)");
    return {};
  }
  if (is_piece_cid_v2(payload) || (is_piece_cid_v1(payload) && size != 0)) {
    return piece_of(payload, size, fields);
  }
  if (has_size) fields.refuse("piece_size", "found without piece_cid");
  return {};
}

ReadOrder read_nested_order(const json::object& object, const std::string& pointer,
                            const OrderRules& rules, Problems& problems) {
  ObjectReader fields(object, pointer, problems);
  ReadOrder read;
  Order& order = read.order;
  order.terms = rules.default_terms;
  if (!fields.has("cid")) fields.refuse("cid", "missing, expected a CID");
  if (const auto text = fields.text("cid", cid_text_bytes_max)) {
    order.payload_text = *text;
    order.payload = read_cid(*text, fields.pointer_of("cid"), problems);
  }
  order.client = fields.text("client", client_bytes_max).value_or("");
  order.label = fields.text("label", label_bytes_max).value_or("");
  order.piece = read_piece(fields, order.payload);

  // Parts are held against each other only when each is right by itself, else one error shows as
  // two.
  const auto problems_before = problems.total();
  read_terms(fields, rules.terms, order.terms);
  if (problems.total() == problems_before) {
    check_terms(order.terms, rules.terms, pointer, problems);
  }
  fields.refuse_unknown();
  return read;
}

ReadOrder read_order(const json::value& value, const std::string& pointer, const OrderRules& rules,
                     Problems& problems) {
  const json::object* const object = value.if_object();
  if (object == nullptr) {
    problems.add(pointer, "found " + found_text(value) + ", expected an order as an object");
    return {};
  }
  if (!is_flat_order(*object)) return read_nested_order(*object, pointer, rules, problems);
  return read_flat_order(flat_fields_of(*object, pointer, problems), pointer, rules, problems);
}

/// Two orders of one request for the same job contradict each other, or the second one is a
/// mistake.
void refuse_repeated(const std::vector<ReadOrder>& orders, Problems& problems) {
  std::map<std::pair<std::string, Cid>, std::size_t> seen;
  for (std::size_t at = 0; at < orders.size(); ++at) {
    const Order& order = orders[at].order;
    if (order.payload.empty()) continue;
    const auto [first, is_new] = seen.try_emplace({order.client, order.payload}, at);
    if (is_new) continue;
    problems.add("/" + std::to_string(at) + "/cid",
                 "found the client and data of /" + std::to_string(first->second) + " again");
  }
}

}  // namespace

Cid read_cid(const std::string& text, const std::string& pointer, Problems& problems) {
  auto cid = Cid::parse(text);
  if (cid) return *std::move(cid);
  problems.add(pointer, text.empty() ? "missing, expected a CID"
                                     : "found \"" + excerpt_of(text) + "\", " + cid.error().text());
  return {};
}

std::vector<ReadOrder> read_orders(const json::value& body, const OrderRules& rules,
                                   Problems& problems) {
  std::vector<ReadOrder> orders;
  const json::array* const array = body.if_array();
  if (array == nullptr) {
    orders.push_back(read_order(body, "", rules, problems));
  } else if (array->empty() || array->size() > rules.orders_max) {
    problems.add("", "found " + std::to_string(array->size()) + " orders, expected 1 to " +
                         std::to_string(rules.orders_max));
  } else {
    for (std::size_t at = 0; at < array->size(); ++at) {
      orders.push_back(read_order((*array)[at], "/" + std::to_string(at), rules, problems));
    }
    refuse_repeated(orders, problems);
  }
  if (!problems.empty()) orders.clear();
  return orders;
}

}  // namespace raas::api
