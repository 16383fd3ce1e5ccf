#include "commands/config.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <limits>
#include <set>

#include "commands/json_reader.h"
#include "content/durable_file.h"

namespace mock {
namespace {

constexpr std::int64_t any_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t ppm_max = 1000000;
constexpr std::int64_t epoch_max = std::int64_t{1} << 40U;
constexpr std::int64_t year_epochs = 365 * epochs_per_day;
constexpr std::int64_t mebibyte = 1024 * 1024;
constexpr std::size_t name_length_max = 64;
constexpr Epochs deal_duration_min = 180 * epochs_per_day;
constexpr Epochs deal_duration_max = 1278 * epochs_per_day;

/// Reads the member @p key, an object, with @p read; nothing happens if it is not there.
template <class Read>
void read_object(ObjectReader& parent, std::string_view key, JsonComplaint& complaint, Read read) {
  const auto* value = parent.take(key);
  if (value == nullptr) return;
  ObjectReader reader(*value, parent.pointer_to(key), complaint);
  read(reader);
}

void read_address(ObjectReader& from, Address& to) {
  from.text("address", to.ip);
  from.number("port", to.port, 0, 65535);
}

void read_milliseconds(ObjectReader& from, std::string_view key, std::chrono::milliseconds& to) {
  std::int64_t value = to.count();
  from.number(key, value, 1, 3600000);
  to = std::chrono::milliseconds{value};
}

void read_limits(ObjectReader& from, HttpLimits& to) {
  from.number("header_bytes_max", to.header_bytes_max, 256, mebibyte);
  from.number("body_bytes_max", to.body_bytes_max, 1024, 1024 * mebibyte);
  from.number("bodies_bytes_max", to.bodies_bytes_max, 1024, 16384 * mebibyte);
  from.number("connections_max", to.connections_max, 1, 10000);
  from.number("requests_waiting_max", to.requests_waiting_max, 1, 10000);
  read_milliseconds(from, "receive_ms_max", to.receive_time_max);
  read_milliseconds(from, "send_ms_max", to.send_time_max);
  read_milliseconds(from, "idle_ms_max", to.idle_time_max);
}

void read_chain(ObjectReader& from, ChainOptions& to) {
  from.number("seed", to.seed, 0, any_max);
  from.number("genesis_unix", to.genesis_unix, 0, epoch_max);
  from.number("start_epoch", to.start_epoch, 1, epoch_max);
  from.number("finality_lag_epochs", to.finality_lag, 1, 900);
  from.number("null_rounds_ppm", to.null_rounds_ppm, 0, ppm_max / 2);
}

void read_providers(ObjectReader& from, PopulationOptions& to) {
  from.number("seed", to.seed, 0, any_max);
  from.number("count", to.count, 1, 10000);
  from.number("first_id", to.first_id, 1, epoch_max);
  from.number("reject_ppm", to.reject_ppm, 0, ppm_max);
  from.number("never_seal_ppm", to.never_seal_ppm, 0, ppm_max);
  from.number("seal_epochs_min", to.seal_epochs_min, 1, year_epochs);
  from.number("seal_epochs_max", to.seal_epochs_max, to.seal_epochs_min, year_epochs);
  from.number("retrieval_epochs_max", to.retrieval_epochs_max, 1, year_epochs);
  from.number("retrieval_failure_ppm", to.retrieval_failure_ppm, 0, ppm_max);
}

void read_deals(ObjectReader& from, AggregatorOptions& to) {
  DealPace& pace = to.pace;
  from.number("seed", pace.seed, 0, any_max);
  from.number("propose_epochs_min", pace.propose_min, 1, year_epochs);
  from.number("propose_epochs_max", pace.propose_max, pace.propose_min, year_epochs);
  from.number("publish_epochs_min", pace.publish_min, 1, year_epochs);
  from.number("publish_epochs_max", pace.publish_max, pace.publish_min, year_epochs);
  from.number("transfer_epochs_min", pace.transfer_min, 1, year_epochs);
  from.number("transfer_epochs_max", pace.transfer_max, pace.transfer_min, year_epochs);
  from.number("start_after_epochs", pace.start_after, 1, year_epochs);
  from.number("pieces_max", pace.pieces_max, 1, 1024);
  from.number("first_duration_epochs", to.first_deal_duration, deal_duration_min,
              deal_duration_max);
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= name_length_max && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' ||
                  letter == '.';
         });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

class ConfigReader {
 public:
  ConfigReader(const std::filesystem::path& base, JsonComplaint& complaint)
      : base_(base), complaint_(complaint) {}

  void read(ObjectReader& from, AggregatorConfig& to) {
    object(from, "listen", [&](ObjectReader& r) { read_address(r, to.listen); });
    object(from, "limits", [&](ObjectReader& r) { read_limits(r, to.limits); });
    object(from, "rpc_listen", [&](ObjectReader& r) { read_address(r, to.rpc_listen); });
    path(from, "token_file", to.token_file);
    to.data_dir = base_ / "data";
    path(from, "data_dir", to.data_dir);
    to.payload_bytes_max = 64 * 1024 * static_cast<std::uint64_t>(mebibyte);
    from.number("payload_bytes_max", to.payload_bytes_max, 1, any_max);
    to.disk_reserve_bytes = 64 * static_cast<std::uint64_t>(mebibyte);
    from.number("disk_reserve_bytes", to.disk_reserve_bytes, 0, any_max);
    to.plugins_dir = base_ / "plugins";
    path(from, "plugins_directory", to.plugins_dir);
    read_plugins(from, to);
    object(from, "chain", [&](ObjectReader& r) { read_chain(r, to.aggregator.chain); });
    object(from, "providers",
           [&](ObjectReader& r) { read_providers(r, to.aggregator.population); });
    object(from, "deals", [&](ObjectReader& r) { read_deals(r, to.aggregator); });
  }

 private:
  template <class Read>
  void object(ObjectReader& from, std::string_view key, Read read) {
    read_object(from, key, complaint_, read);
  }

  void path(ObjectReader& from, std::string_view key, std::filesystem::path& to) const {
    std::string text;
    from.text(key, text);
    if (!text.empty()) to = (base_ / text).lexically_normal();
  }

  void read_plugins(ObjectReader& from, AggregatorConfig& to) {
    const auto* list = from.take("plugins");
    if (list == nullptr) return;
    if (!list->is_array()) return from.complain("plugins", in_words(*list) + ", expected an array");
    std::set<std::string> names;
    for (std::size_t at = 0; at < list->as_array().size(); ++at) {
      const std::string pointer = "/plugins/" + std::to_string(at);
      ObjectReader reader(list->as_array()[at], pointer, complaint_);
      PluginConfig plugin;
      read_plugin(reader, to.data_dir, plugin);
      if (!names.insert(plugin.name).second)
        reader.complain("name", "\"" + plugin.name + "\" for the second time");
      to.plugins.push_back(std::move(plugin));
    }
    const auto enabled = std::count_if(to.plugins.begin(), to.plugins.end(),
                                       [](const PluginConfig& plugin) { return plugin.enabled; });
    if (enabled > 1) {
      from.complain("plugins",
                    std::to_string(enabled) + " plugins are enabled, expected at most one");
    }
  }

  void read_plugin(ObjectReader& from, const std::filesystem::path& data_dir, PluginConfig& to) {
    from.text_required("name", to.name);
    from.flag("enabled", to.enabled);
    from.text_required("file", to.file);
    from.text("sha256", to.sha256);
    to.state_dir = data_dir / "plugins" / to.name;
    path(from, "state_dir", to.state_dir);
    if (const auto* config = from.take("config"); config != nullptr) {
      if (!config->is_object()) from.complain("config", in_words(*config) + ", expected an object");
      to.config = boost::json::serialize(*config);
    }
    if (!is_plain_name(to.name)) {
      from.complain("name", "\"" + to.name + "\", expected 1 to 64 of A-Z a-z 0-9 . _ -");
    }
    if (!is_plain_name(to.file)) {
      from.complain("file",
                    "\"" + to.file + "\", expected the name of a file in the plugins directory");
    }
    if (!to.sha256.empty() && !is_sha256(to.sha256)) {
      from.complain("sha256", "\"" + to.sha256 + "\", expected 64 hexadecimal digits, lower case");
    }
  }

  const std::filesystem::path& base_;
  JsonComplaint& complaint_;
};

}  // namespace

Outcome<AggregatorConfig> parse_config(std::string_view text, const std::filesystem::path& base) {
  boost::system::error_code failure;
  boost::json::stream_parser parser;
  const std::size_t read = parser.write_some(text, failure);
  if (!failure) parser.finish(failure);
  if (!failure && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
    failure = make_error_code(boost::json::error::extra_data);
  }
  if (failure) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(read), '\n');
    return Refusal{RAAS_E_INVALID,
                   "line " + std::to_string(line) + ": not JSON: " + failure.message(), 0};
  }
  AggregatorConfig config;
  JsonComplaint complaint;
  {
    ObjectReader root(parser.release(), "", complaint);
    ConfigReader(base, complaint).read(root, config);
  }
  config.aggregator.database = (config.data_dir / "aggregator.db").string();
  if (complaint.first()) return *complaint.first();
  return config;
}

Outcome<AggregatorConfig> load_config(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  auto config = parse_config(*text, std::filesystem::absolute(file).parent_path());
  if (!config) return Refusal{config.error().status, file.string() + ": " + config.error().text, 0};
  return config;
}

}  // namespace mock
