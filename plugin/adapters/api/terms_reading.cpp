#include "adapters/api/terms_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/api/iso_time.h"
#include "adapters/api/json_text.h"
#include "core/decimal.h"

namespace raas::api {

namespace json = boost::json;

namespace {

constexpr Millis ms_per_second = 1000;

void read_replication(ObjectReader& fields, Terms& terms) {
  auto part = fields.object("replication");
  if (!part) return;
  const Bounds bounds{1, copies_limit};
  const auto copies = part->number("copies", bounds);
  const auto min = part->number("copies_min", bounds);
  const auto target = part->number("copies_target", bounds);
  const auto max = part->number("copies_max", bounds);
  if (copies && (min || target || max)) {
    part->refuse("copies",
                 "found together with copies_min, copies_target or copies_max, "
                 "expected either");
  }
  const auto choose = [&](auto given, std::uint32_t before) {
    return static_cast<std::uint32_t>(given.value_or(copies.value_or(before)));
  };
  terms.copies_min = choose(min, terms.copies_min);
  terms.copies_target = choose(target, terms.copies_target);
  terms.copies_max = choose(max, terms.copies_max);
  terms.replicate = part->flag("enabled").value_or(terms.replicate);
  part->refuse_unknown();
}

void read_renewal(ObjectReader& fields, Terms& terms) {
  auto part = fields.object("renewal");
  if (!part) return;
  const auto threshold = part->number("threshold_epochs", {1, deal_duration_max});
  terms.renew_below_epochs = threshold.value_or(terms.renew_below_epochs);
  terms.renew = part->flag("enabled").value_or(terms.renew);
  part->refuse_unknown();
}

void read_repair(ObjectReader& fields, Terms& terms) {
  auto part = fields.object("repair");
  if (!part) return;
  const auto grace = part->number("not_proven_epochs", {1, deal_duration_max});
  terms.repair_after_epochs = grace.value_or(terms.repair_after_epochs);
  terms.repair = part->flag("enabled").value_or(terms.repair);
  part->refuse_unknown();
}

/// A text or whole number of seconds since 1970, or an ISO 8601 time.
Epoch end_date_of(const json::value& value, const TermsRules& rules) {
  if (const auto* text = value.if_string()) return end_epoch_of(std::string_view(*text), rules);
  const std::int64_t* const seconds = value.if_int64();
  if (seconds == nullptr || *seconds < 0 || *seconds > iso_unix_ms_max / ms_per_second) {
    return no_epoch;
  }
  return end_epoch_at(*seconds * ms_per_second, rules);
}

void read_end(ObjectReader& fields, const TermsRules& rules, Terms& terms) {
  const json::value* const epoch = fields.find("end_epoch");
  const json::value* const date = fields.find("end_date");
  if (epoch != nullptr && date != nullptr) {
    fields.refuse("end_date", "found together with end_epoch, expected either");
  } else if ((epoch != nullptr && epoch->is_null()) || (date != nullptr && date->is_null())) {
    terms.end_epoch = no_epoch;
  } else if (epoch != nullptr) {
    const Bounds bounds{rules.epoch_now + 1, rules.time.epoch_at(iso_unix_ms_max)};
    terms.end_epoch = fields.number("end_epoch", bounds).value_or(terms.end_epoch);
  } else if (date != nullptr) {
    const Epoch end = end_date_of(*date, rules);
    if (end == no_epoch) fields.refuse_value("end_date", expected_end(rules));
    terms.end_epoch = end;
  }
}

void read_price(ObjectReader& fields, Terms& terms) {
  constexpr std::string_view name = "price_max_attofil_per_gib_epoch";
  const json::value* const value = fields.find(name);
  if (value == nullptr) return;
  terms.price_max.reset();
  if (value->is_null()) return;

  std::string text;
  if (const auto* string = value->if_string()) text = *string;
  if (value->is_int64() || value->is_uint64()) text = json::serialize(*value);
  if (const auto price = AttoFil::parse(text)) {
    terms.price_max = *price;
  } else {
    fields.refuse_value(name, "a whole number of attoFIL below 2^128, as a number or a text");
  }
}

void read_provider_list(ObjectReader& part, std::string_view name,
                        std::vector<ActorId>& providers) {
  const json::value* const value = part.find(name);
  if (value == nullptr) return;
  if (!value->is_array() || value->get_array().size() > providers_limit) {
    part.refuse_value(name, fmt::format("an array of at most {} providers", providers_limit));
    return;
  }
  providers.clear();
  for (const json::value& element : value->get_array()) {
    const auto* const text = element.if_string();
    const auto provider = parse_provider(text == nullptr ? "" : std::string_view(*text));
    if (provider) {
      providers.push_back(*provider);
    } else {
      const auto index = &element - value->get_array().data();
      part.problems().add(pointer_to(part.pointer_of(name), std::to_string(index)),
                          "found " + found_text(element) + ", expected a provider such as f01234");
    }
  }
  std::sort(providers.begin(), providers.end());
  providers.erase(std::unique(providers.begin(), providers.end()), providers.end());
}

void read_providers(ObjectReader& fields, Terms& terms) {
  auto part = fields.object("providers");
  if (!part) return;
  read_provider_list(*part, "excluded", terms.providers_excluded);
  read_provider_list(*part, "trusted", terms.providers_trusted);
  part->refuse_unknown();
}

void check_copies(const Terms& terms, const std::string& pointer, Problems& problems) {
  if (terms.copies_min <= terms.copies_target && terms.copies_target <= terms.copies_max) return;
  problems.add(pointer_to(pointer, "replication"),
               fmt::format("found copies_min {}, copies_target {}, copies_max {} (given or by "
                           "default), expected them in rising order",
                           terms.copies_min, terms.copies_target, terms.copies_max));
}

void check_providers(const Terms& terms, const std::string& pointer, Problems& problems) {
  const auto& excluded = terms.providers_excluded;
  std::size_t usable = 0;
  for (const ActorId provider : terms.providers_trusted) {
    if (!std::binary_search(excluded.begin(), excluded.end(), provider)) {
      ++usable;
      continue;
    }
    problems.add(pointer_to(pointer, "providers"),
                 "found " + provider_text(provider) + " both excluded and trusted");
  }
  if (!terms.providers_trusted.empty() && usable < terms.copies_target) {
    problems.add(pointer_to(pointer, "providers"),
                 fmt::format("found {} trusted providers, expected at least copies_target {}",
                             usable, terms.copies_target));
  }
}

}  // namespace

void read_terms(ObjectReader& fields, const TermsRules& rules, Terms& terms) {
  read_replication(fields, terms);
  read_renewal(fields, terms);
  read_repair(fields, terms);
  read_end(fields, rules, terms);
  const auto duration =
      fields.number("deal_duration_epochs", {deal_duration_min, deal_duration_max});
  terms.deal_duration_epochs = duration.value_or(terms.deal_duration_epochs);
  terms.verified = fields.flag("verified").value_or(terms.verified);
  read_price(fields, terms);
  read_providers(fields, terms);
}

void check_terms(const Terms& terms, const TermsRules& rules, const std::string& pointer,
                 Problems& problems) {
  check_copies(terms, pointer, problems);
  check_providers(terms, pointer, problems);
  const auto threshold = pointer_to(pointer_to(pointer, "renewal"), "threshold_epochs");
  if (terms.renew_below_epochs < rules.renew_below_epochs_min) {
    problems.add(threshold, fmt::format("found {}, expected at least {} (twice the sealing time)",
                                        terms.renew_below_epochs, rules.renew_below_epochs_min));
  } else if (terms.renew_below_epochs >= terms.deal_duration_epochs) {
    problems.add(threshold, fmt::format("found {}, expected less than deal_duration_epochs {}",
                                        terms.renew_below_epochs, terms.deal_duration_epochs));
  }
}

Epoch end_epoch_at(Millis unix_ms, const TermsRules& rules) {
  const bool in_range = unix_ms > rules.time.genesis_unix_ms && unix_ms <= iso_unix_ms_max;
  if (!in_range) return no_epoch;
  const Epoch end = rules.time.epoch_at(unix_ms + rules.time.epoch_ms - 1);
  return end > rules.epoch_now ? end : no_epoch;
}

Epoch end_epoch_of(std::string_view text, const TermsRules& rules) {
  if (const auto seconds = parse_decimal(text)) {
    const auto seconds_max = static_cast<std::uint64_t>(iso_unix_ms_max / ms_per_second);
    if (*seconds > seconds_max) return no_epoch;
    return end_epoch_at(static_cast<Millis>(*seconds) * ms_per_second, rules);
  }
  const auto unix_ms = parse_iso_time(text);
  return unix_ms ? end_epoch_at(*unix_ms, rules) : no_epoch;
}

std::string expected_end(const TermsRules& rules) {
  return "an ISO 8601 date or unix seconds after now, " +
         iso_time_text(rules.time.unix_ms_at(rules.epoch_now));
}

}  // namespace raas::api
