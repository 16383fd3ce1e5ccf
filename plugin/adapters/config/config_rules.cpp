#include <algorithm>
#include <string>

#include "adapters/config/config_table.h"

namespace raas {
namespace {

/// What stands between blanks, each single one of them.
std::vector<std::string> words_of(std::string_view rest) {
  std::vector<std::string> words;
  if (rest.empty()) return words;
  for (std::size_t blank = rest.find(' '); blank != std::string_view::npos;
       blank = rest.find(' ')) {
    words.emplace_back(rest.substr(0, blank));
    rest.remove_prefix(blank + 1);
  }
  words.emplace_back(rest);
  return words;
}

std::string in_words(Epochs span) {
  const bool is_days = span % epochs_per_day == 0;
  const bool is_hours = span % epochs_per_hour == 0;
  const Epochs count = is_days ? span / epochs_per_day : is_hours ? span / epochs_per_hour : span;
  const std::string unit = is_days ? "day" : is_hours ? "hour" : "epoch";
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

/// @p upper must not be below @p lower.
Status check_order(std::string_view upper_pointer, std::int64_t upper,
                   std::string_view lower_pointer, std::int64_t lower) {
  if (upper >= lower) return {};
  return wrong(upper_pointer, std::to_string(upper) + " is less than " + std::to_string(lower) +
                                  " (" + std::string(lower_pointer) + ")");
}

Status check_copies(const Terms& terms) {
  if (auto done = check_order("/terms/copies_target", terms.copies_target, "/terms/copies_min",
                              terms.copies_min);
      !done) {
    return done;
  }
  return check_order("/terms/copies_max", terms.copies_max, "/terms/copies_target",
                     terms.copies_target);
}

Status check_renewal(const Config& config) {
  constexpr std::string_view pointer = "/policy/renew_below_epochs";
  const Epochs renew_below = config.terms.renew_below_epochs;
  const Epochs sealing_max = config.policy.sealing_max_epochs;
  if (renew_below < 2 * sealing_max) {
    return wrong(pointer, std::to_string(renew_below) + " is less than " +
                              std::to_string(2 * sealing_max) + " (twice the sealing time of " +
                              in_words(sealing_max) + ")");
  }
  // Else a new copy would be about to end from its first day on, and be replaced for ever.
  if (renew_below >= config.terms.deal_duration_epochs) {
    return wrong(pointer, std::to_string(renew_below) + ", expected less than " +
                              std::to_string(config.terms.deal_duration_epochs) +
                              " (/terms/deal_duration_epochs)");
  }
  return {};
}

Status check_spans(const Policy& policy) {
  if (auto done = check_order("/policy/backoff_max_epochs", policy.backoff_max_epochs,
                              "/policy/backoff_min_epochs", policy.backoff_min_epochs);
      !done) {
    return done;
  }
  return check_order("/policy/provider_rest_max_epochs", policy.provider_rest_max_epochs,
                     "/policy/provider_rest_min_epochs", policy.provider_rest_min_epochs);
}

/// What is wrong with an address of a node; empty = nothing.
std::string objection_to_url(std::string_view url) {
  std::string_view rest = url;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else {
    return "no http:// or https:// in front";
  }
  for (const char c : rest) {
    if (c <= ' ' || c >= 0x7f) return "a character that an address cannot have";
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.empty() || authority.front() == ':') return "no host name";
  if (authority.find('@') != std::string_view::npos) return "a user name";
  return "";
}

Status check_url(const std::string& url) {
  const std::string objection = objection_to_url(url);
  if (objection.empty()) return {};
  return wrong("/chain/rpc_url", "found " + objection +
                                     ", expected an address such as http://127.0.0.1:1234/rpc/v1, "
                                     "and a token in /chain/token_file");
}

Status check_chain(const ChainConfig& chain) {
  constexpr std::size_t nodes_max = 8;
  const std::vector<std::string> urls = rpc_urls(chain);
  if (chain.rpc_url.empty()) {
    if (chain.use_host_rpc != HostRpcUse::never) return {};
    return wrong("/chain/rpc_url", "empty, expected an address as /chain/use_host_rpc is never");
  }
  if (urls.size() > nodes_max) {
    return wrong("/chain/rpc_url", std::to_string(urls.size()) + " addresses are more than " +
                                       std::to_string(nodes_max));
  }
  for (const std::string& url : urls) {
    if (auto done = check_url(url); !done) return done;
    // A node that confirms its own word confirms nothing.
    if (std::count(urls.begin(), urls.end(), url) > 1) {
      return wrong("/chain/rpc_url", "found an address twice, expected different nodes");
    }
  }
  return {};
}

Status check_paths(const Config& config) {
  const std::pair<const char*, const std::string*> absolute[] = {
      {"/chain/token_file", &config.chain.token_file}, {"/chain/ca_file", &config.chain.ca_file}};
  for (const auto& [pointer, path] : absolute) {
    if (!path->empty() && path->front() != '/') {
      return wrong(pointer, "a relative path, expected an absolute one");
    }
    if (path->find('\0') != std::string::npos) return wrong(pointer, "a NUL in the path");
  }
  if (config.log.file.find('\0') != std::string::npos) {
    return wrong("/log/file", "a NUL in the path");
  }
  return {};
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

bool is_address(std::string_view text) {
  if (text.size() != 42 || !text.starts_with("0x")) return false;
  return text.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

Status check_contract(const ContractConfig& contract) {
  constexpr std::string_view pointer = "/contract/addresses";
  constexpr std::size_t contracts_max = 8;
  const std::vector<std::string> addresses = contract_addresses(contract);
  if (addresses.size() > contracts_max) {
    return wrong(pointer, std::to_string(addresses.size()) + " addresses are more than " +
                              std::to_string(contracts_max));
  }
  for (const std::string& address : addresses) {
    if (!is_address(address)) {
      return wrong(pointer, "found something else, expected 0x and 40 hexadecimal digits");
    }
    if (std::count(addresses.begin(), addresses.end(), address) > 1) {
      return wrong(pointer, "found an address twice, expected different contracts");
    }
  }
  if (!contract.from.empty() && !is_address(reporting_account(contract))) {
    return wrong("/contract/from",
                 "found something else, expected 0x and 40 hexadecimal digits, or nothing");
  }
  return {};
}

Status check_namespace(const std::string& name) {
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    if (is_letter || is_digit || c == '.' || c == '_' || c == ':' || c == '-') continue;
    return wrong("/key_namespace", "a character outside of A-Z a-z 0-9 . _ : -");
  }
  return {};
}

}  // namespace

std::vector<std::string> rpc_urls(const ChainConfig& chain) {
  return words_of(chain.rpc_url);
}

std::vector<std::string> contract_addresses(const ContractConfig& contract) {
  return words_of(lower_case(contract.addresses));
}

std::string reporting_account(const ContractConfig& contract) {
  return lower_case(contract.from);
}

Status check_config_rules(const Config& config) {
  if (auto done = check_namespace(config.key_namespace); !done) return done;
  if (auto done = check_copies(config.terms); !done) return done;
  if (auto done = check_renewal(config); !done) return done;
  if (auto done = check_spans(config.policy); !done) return done;
  if (auto done = check_chain(config.chain); !done) return done;
  if (auto done = check_contract(config.contract); !done) return done;
  return check_paths(config);
}

}  // namespace raas
