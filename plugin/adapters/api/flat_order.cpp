#include "adapters/api/flat_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "adapters/api/json_text.h"
#include "adapters/api/sizes.h"
#include "adapters/api/utf8.h"
#include "core/decimal.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 5> flat_names = {"endDate", "jobType", "replicationTarget",
                                                        "aggregator", "epochs"};
constexpr std::array<std::string_view, 3> common_names = {"cid", "client", "label"};

bool contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The fields of one flat order and where to complain about them.
struct FlatFields {
  const std::vector<FormField>& fields;
  const std::string& pointer;
  Problems& problems;

  /// Empty if absent.
  [[nodiscard]] std::string_view value(std::string_view name) const {
    for (const FormField& field : fields) {
      if (field.name == name) return field.value;
    }
    return {};
  }

  void refuse(std::string_view name, std::string_view expected) const {
    problems.add(pointer_to(pointer, name),
                 fmt::format("found \"{}\", expected {}", excerpt_of(value(name)), expected));
  }

  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name, Bounds bounds) const {
    if (value(name).empty()) return std::nullopt;
    const auto number = parse_decimal(value(name));
    if (number && *number <= static_cast<std::uint64_t>(bounds.max)) {
      const auto whole = static_cast<std::int64_t>(*number);
      if (whole >= bounds.min) return whole;
    }
    refuse(name, fmt::format("a whole number, {} to {}", bounds.min, bounds.max));
    return std::nullopt;
  }

  [[nodiscard]] std::string text(std::string_view name, std::size_t bytes_max) const {
    if (value(name).size() <= bytes_max) return std::string(value(name));
    refuse(name, fmt::format("at most {} bytes", bytes_max));
    return {};
  }
};

void refuse_unknown(const FlatFields& flat) {
  for (const FormField& field : flat.fields) {
    if (contains(flat_names, field.name) || contains(common_names, field.name)) continue;
    flat.problems.add(pointer_to(flat.pointer, excerpt_of(field.name)),
                      fmt::format("unknown, expected one of {} {}", fmt::join(common_names, " "),
                                  fmt::join(flat_names, " ")));
  }
}

void read_job_type(const FlatFields& flat, Terms& terms) {
  const auto type = flat.value("jobType");
  if (type.empty()) return;
  const bool all = type == "all";
  if (!all && type != "replication" && type != "renew" && type != "repair") {
    flat.refuse("jobType", "all, replication, renew or repair");
    return;
  }
  terms.replicate = all || type == "replication";
  terms.renew = all || type == "renew";
  terms.repair = all || type == "repair";
}

void read_epochs(const FlatFields& flat, const TermsRules& rules, ReadOrder& read) {
  const auto epochs = flat.number("epochs", {1, deal_duration_max});
  if (!epochs) return;
  Terms& terms = read.order.terms;
  if (terms.repair) terms.repair_after_epochs = *epochs;
  if (terms.renew) terms.renew_below_epochs = std::max(*epochs, rules.renew_below_epochs_min);
  if (terms.renew && *epochs < rules.renew_below_epochs_min) {
    read.notes.push_back(fmt::format(
        "renewal begins {} epochs before the end of a deal, the least that is possible, not {}",
        rules.renew_below_epochs_min, *epochs));
  }
  if (!terms.renew && !terms.repair) {
    read.notes.push_back("epochs has no meaning for a job of type replication");
  }
}

}  // namespace

ReadOrder read_flat_order(const std::vector<FormField>& fields, const std::string& pointer,
                          const OrderRules& rules, Problems& problems) {
  const FlatFields flat{fields, pointer, problems};
  const auto problems_before = problems.total();
  refuse_unknown(flat);

  ReadOrder read;
  read.order.terms = rules.default_terms;
  Terms& terms = read.order.terms;
  read.order.payload_text = flat.value("cid");
  read.order.payload = read_cid(read.order.payload_text, pointer_to(pointer, "cid"), problems);
  if (const auto piece = piece_of_v2(read.order.payload)) read.order.piece = piece->piece;
  read.order.client = flat.text("client", client_bytes_max);
  read.order.label = flat.text("label", label_bytes_max);
  (void)flat.text("aggregator", client_bytes_max);

  read_job_type(flat, terms);
  if (const auto copies = flat.number("replicationTarget", {1, copies_limit})) {
    terms.copies_min = terms.copies_target = terms.copies_max = static_cast<std::uint32_t>(*copies);
  }
  if (const auto end = flat.value("endDate"); !end.empty()) {
    terms.end_epoch = end_epoch_of(end, rules.terms);
    if (terms.end_epoch == no_epoch) flat.refuse("endDate", expected_end(rules.terms));
  }
  read_epochs(flat, rules.terms, read);
  if (problems.total() == problems_before) check_terms(terms, rules.terms, pointer, problems);
  return read;
}

bool is_flat_order(const json::object& object) {
  return std::any_of(flat_names.begin(), flat_names.end(),
                     [&](std::string_view name) { return object.contains(name); });
}

std::vector<FormField> flat_fields_of(const json::object& object, const std::string& pointer,
                                      Problems& problems) {
  std::vector<FormField> fields;
  for (const auto& member : object) {
    const std::string name(member.key());
    const json::value& value = member.value();
    if (const auto* text = value.if_string()) {
      fields.push_back({name, std::string(*text)});
    } else if (value.is_int64() || value.is_uint64()) {
      fields.push_back({name, json::serialize(value)});
    } else if (value.is_null()) {
      fields.push_back({name, {}});
    } else {
      problems.add(pointer_to(pointer, excerpt_of(name)),
                   "found " + found_text(value) + ", expected a text or a whole number");
    }
  }
  return fields;
}

}  // namespace raas::api
