#include "adapters/config/config_table.h"

#include <algorithm>
#include <array>

namespace raas {
namespace {

constexpr Epochs month = 30 * epochs_per_day;      // Longest for what should be over soon.
constexpr Epochs fault_max = 42 * epochs_per_day;  // A fault ends in termination then.
constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t copies_most = 100;
constexpr std::int64_t providers_most = 10'000;
constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;
constexpr std::int64_t path_bytes_max = 4095;
constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;
constexpr std::int64_t year_3000_unix_ms = 32'503'680'000'000;

/// The field at the end of a path of members.
template <auto... Path>
ConfigField at(Config& config) {
  return &(config.*....*Path);
}

constexpr ConfigValues yes_or_no{};

constexpr ConfigValues in(std::string_view unit, std::int64_t min, std::int64_t max) {
  return {.unit = unit, .min = min, .max = max, .choices = {}, .pattern = {}};
}

constexpr ConfigValues one_of(std::string_view choices) {
  return {.unit = {}, .min = 0, .max = 0, .choices = choices, .pattern = {}};
}

constexpr ConfigValues text(std::int64_t min, std::int64_t max, std::string_view pattern) {
  return {.unit = {}, .min = min, .max = max, .choices = {}, .pattern = pattern};
}

using C = Config;

constexpr std::array rows = {
    ConfigRow{"/key_namespace", at<&C::key_namespace>, text(1, 64, "^[A-Za-z0-9._:-]+$"),
              "First part of every idempotency key; not changed while deals are under way. Plugins "
              "that share a host have different ones"},

    ConfigRow{"/enrolment/mode", at<&C::enrolment>, one_of("registered|all"),
              "Which of the aggregator's own deals become jobs: those of registered data, or all"},

    ConfigRow{"/terms/replicate", at<&C::terms, &Terms::replicate>, yes_or_no,
              "Make copies until the target is met"},
    ConfigRow{"/terms/renew", at<&C::terms, &Terms::renew>, yes_or_no,
              "Replace copies that are about to end"},
    ConfigRow{"/terms/repair", at<&C::terms, &Terms::repair>, yes_or_no,
              "Replace copies that are no longer proven"},
    ConfigRow{"/terms/copies_min", at<&C::terms, &Terms::copies_min>, in("copies", 1, copies_most),
              "Nothing is made while at least so many lasting copies exist"},
    ConfigRow{"/terms/copies_target", at<&C::terms, &Terms::copies_target>,
              in("copies", 1, copies_most), "Below the minimum, copies are made up to here"},
    ConfigRow{"/terms/copies_max", at<&C::terms, &Terms::copies_max>, in("copies", 1, copies_most),
              "Never more lasting copies than this, those under way included"},
    ConfigRow{"/terms/deal_duration_epochs", at<&C::terms, &Terms::deal_duration_epochs>,
              in("epochs", deal_duration_min, deal_duration_max),
              "Length of the deals that are made"},
    ConfigRow{"/terms/verified", at<&C::terms, &Terms::verified>, yes_or_no, "Use DataCap"},
    ConfigRow{"/terms/price_max", at<&C::terms, &Terms::price_max>, text(0, 39, "^[0-9]*$"),
              "Highest price of a copy, in attoFIL per GiB and epoch; empty = any"},
    ConfigRow{"/terms/providers_excluded", at<&C::terms, &Terms::providers_excluded>,
              in("f0 addresses", 0, providers_most), "Never these"},
    ConfigRow{"/terms/providers_trusted", at<&C::terms, &Terms::providers_trusted>,
              in("f0 addresses", 0, providers_most), "If not empty: only these"},

    ConfigRow{"/policy/renew_below_epochs", at<&C::terms, &Terms::renew_below_epochs>,
              in("epochs", 1, deal_duration_max),
              "A copy with less than this left is replaced, unless its job says otherwise; at "
              "least twice `sealing_max_epochs`"},
    ConfigRow{
        "/policy/repair_after_epochs", at<&C::terms, &Terms::repair_after_epochs>,
        in("epochs", 0, fault_max),
        "Grace: a copy that was not proven for so long is replaced, unless its job says otherwise"},
    ConfigRow{"/policy/sealing_max_epochs", at<&C::policy, &Policy::sealing_max_epochs>,
              in("epochs", epochs_per_hour, month),
              "From the request to activation at the latest; a copy under way counts until then"},
    ConfigRow{"/policy/start_margin_epochs", at<&C::policy, &Policy::start_margin_epochs>,
              in("epochs", 0, epochs_per_day),
              "How long after its start epoch a copy that did not activate is still waited for"},
    ConfigRow{"/policy/reading_age_max_epochs", at<&C::policy, &Policy::reading_age_max_epochs>,
              in("epochs", epochs_per_deadline, epochs_per_day),
              "A bad reading of the chain must be no older than this when it is acted upon"},
    ConfigRow{"/policy/negative_readings_min", at<&C::policy, &Policy::negative_readings_min>,
              in("readings", 2, 10),
              "At how many finalized tipsets a bad reading must have been made"},
    ConfigRow{"/policy/gone_after_epochs", at<&C::policy, &Policy::gone_after_epochs>,
              in("epochs", 0, month),
              "A copy that is said to be gone is replaced when it has been said for so long"},
    ConfigRow{"/policy/look_interval_max_epochs", at<&C::policy, &Policy::look_interval_max_epochs>,
              in("epochs", epochs_per_deadline, month),
              "After this long at the latest a job is looked at"},
    ConfigRow{"/policy/backoff_min_epochs", at<&C::policy, &Policy::backoff_min_epochs>,
              in("epochs", 1, month),
              "Wait after the first failure to make a copy; doubles with each"},
    ConfigRow{"/policy/backoff_max_epochs", at<&C::policy, &Policy::backoff_max_epochs>,
              in("epochs", 1, month), "Longest wait after failures to make a copy"},
    ConfigRow{"/policy/provider_rest_min_epochs", at<&C::policy, &Policy::provider_rest_min_epochs>,
              in("epochs", 1, month),
              "Rest of a provider after its first failure; doubles with each"},
    ConfigRow{"/policy/provider_rest_max_epochs", at<&C::policy, &Policy::provider_rest_max_epochs>,
              in("epochs", 1, month), "Longest rest of a provider"},
    ConfigRow{"/policy/in_flight_max", at<&C::policy, &Policy::in_flight_max>,
              in("deals", 1, million), "Deals under way at a time, in total"},
    ConfigRow{"/policy/in_flight_per_provider_max",
              at<&C::policy, &Policy::in_flight_per_provider_max>, in("deals", 1, million),
              "Deals under way at a time, at one provider"},
    ConfigRow{"/policy/deals_per_hour_max", at<&C::policy, &Policy::deals_per_hour_max>,
              in("deals", 0, million),
              "Deals decided on within an hour, the most urgent first; 0 = no limit"},
    ConfigRow{"/policy/deals_per_hour_per_provider_max",
              at<&C::policy, &Policy::deals_per_hour_per_provider_max>, in("deals", 0, million),
              "The same at one provider; 0 = no limit"},
    ConfigRow{"/policy/bytes_per_hour_max", at<&C::policy, &Policy::bytes_per_hour_max>,
              in("bytes", 0, 1'000'000'000'000'000'000),
              "Padded sizes of the pieces that these deals are of; 0 = no limit"},
    ConfigRow{"/policy/feed_bad_share_max_percent",
              at<&C::policy, &Policy::feed_bad_share_max_percent>, in("percent", 1, 100),
              "When more of all copies than this are said to be gone within `feed_hold_epochs`, "
              "the node is doubted and nothing is done for them"},
    ConfigRow{"/policy/feed_bad_min", at<&C::policy, &Policy::feed_bad_min>,
              in("copies", 1, million), "But only if they are at least so many"},
    ConfigRow{"/policy/feed_hold_epochs", at<&C::policy, &Policy::feed_hold_epochs>,
              in("epochs", epochs_per_hour, month),
              "How long each of them is held back, unless POST /release says that it is true"},
    ConfigRow{"/policy/outage_copies_min", at<&C::policy, &Policy::outage_copies_min>,
              in("copies", 1, million),
              "A provider is out when so many of its copies are faulty or gone"},
    ConfigRow{"/policy/outage_share_min_percent", at<&C::policy, &Policy::outage_share_min_percent>,
              in("percent", 1, 100), "And this share of all that it has"},
    ConfigRow{"/policy/outage_hold_epochs", at<&C::policy, &Policy::outage_hold_epochs>,
              in("epochs", 0, month),
              "Then none of them is replaced before it has been so for so long, unless POST "
              "/release says so"},
    ConfigRow{"/policy/copies_per_organisation_max",
              at<&C::policy, &Policy::copies_per_organisation_max>, in("copies", 0, copies_most),
              "Copies of a job at providers of one organisation; 0 = no limit"},
    ConfigRow{"/policy/copies_per_country_max", at<&C::policy, &Policy::copies_per_country_max>,
              in("copies", 0, copies_most), "Copies of a job in one country; 0 = no limit"},
    ConfigRow{"/policy/copies_per_asn_max", at<&C::policy, &Policy::copies_per_asn_max>,
              in("copies", 0, copies_most),
              "Copies of a job in one autonomous system; 0 = no limit"},

    ConfigRow{
        "/chain/rpc_url", at<&C::chain, &ChainConfig::rpc_url>, text(0, 2000, "^(https?://.+)?$"),
        "Lotus-compatible JSON-RPC endpoint, or several with blanks between: the first that is "
        "well is read, and the next confirms what is bad for a copy; empty = only through the "
        "aggregator"},
    ConfigRow{
        "/chain/token_file", at<&C::chain, &ChainConfig::token_file>,
        text(0, path_bytes_max, "^(/.*)?$"),
        "Absolute path of a file with the bearer token of the first endpoint, readable by its "
        "owner only; empty = none"},
    ConfigRow{"/chain/ca_file", at<&C::chain, &ChainConfig::ca_file>,
              text(0, path_bytes_max, "^(/.*)?$"),
              "Absolute path of a PEM file with the authorities by whose certificates an https "
              "endpoint is believed; empty = the system's"},
    ConfigRow{
        "/chain/use_host_rpc", at<&C::chain, &ChainConfig::use_host_rpc>,
        one_of("auto|always|never"),
        "Read the chain through the aggregator's own client: if it has one, in any case, or never"},
    ConfigRow{"/chain/rule", at<&C::chain, &ChainConfig::rule>, one_of("proving|market"),
              "What a copy is judged by: its miner's proofs, or its deal in the market alone"},
    ConfigRow{
        "/chain/look_epochs", at<&C::chain, &ChainConfig::look_epochs>,
        in("epochs", 1, epochs_per_day),
        "Between two looks at the chain's head; what is due then is read at one finalized tipset"},
    ConfigRow{"/chain/market_poll_epochs", at<&C::chain, &ChainConfig::market_poll_epochs>,
              in("epochs", 1, month), "With rule `market`: how often each deal is looked up"},
    ConfigRow{"/chain/confirm_after_epochs", at<&C::chain, &ChainConfig::confirm_after_epochs>,
              in("epochs", 1, epochs_per_day), "How long after a bad reading the next one is made"},
    ConfigRow{"/chain/timeout_ms", at<&C::chain, &ChainConfig::timeout_ms>,
              in("ms", 100, 10 * minute_ms), "After which a request to the node is given up"},
    ConfigRow{"/chain/calls_per_request_max", at<&C::chain, &ChainConfig::calls_per_request_max>,
              in("calls", 1, 1000), "Size of a JSON-RPC batch; 1 = no batches"},
    ConfigRow{"/chain/requests_in_flight_max", at<&C::chain, &ChainConfig::requests_in_flight_max>,
              in("requests", 1, 64), "Requests to the node at a time, at most"},
    ConfigRow{"/chain/reply_bytes_max", at<&C::chain, &ChainConfig::reply_bytes_max>,
              in("bytes", 64 * kib, 1024 * mib), "A longer reply of the node is refused"},
    ConfigRow{"/chain/head_age_max_ms", at<&C::chain, &ChainConfig::head_age_max_ms>,
              in("ms", minute_ms, day_ms), "A node whose head is older is not believed"},
    ConfigRow{"/chain/genesis_unix_ms",
              at<&C::chain, &ChainConfig::time, &ChainTime::genesis_unix_ms>,
              in("ms", 0, year_3000_unix_ms), "Time of epoch 0, where the node does not tell it"},
    ConfigRow{"/chain/epoch_ms", at<&C::chain, &ChainConfig::time, &ChainTime::epoch_ms>,
              in("ms", 1, 60 * minute_ms), "Length of an epoch, where the node does not tell it"},
    ConfigRow{"/chain/finality_lag_max_epochs",
              at<&C::chain, &ChainConfig::finality_lag_max_epochs>, in("epochs", 1, 10'000),
              "A node whose finalized tipset is farther behind its head is not believed"},

    ConfigRow{"/contract/addresses", at<&C::contract, &ContractConfig::addresses>,
              text(0, 1000, "^(0x[0-9a-fA-F]{40}( 0x[0-9a-fA-F]{40})*)?$"),
              "DealStatus contracts whose requests become jobs, with blanks between; read through "
              "the same endpoint as the chain; empty = none"},
    ConfigRow{"/contract/start_epoch", at<&C::contract, &ContractConfig::start_epoch>,
              in("epochs", -1, 1'000'000'000),
              "Height where they were deployed: logs are read from there on; -1 = the contract is "
              "asked for what was submitted before"},
    ConfigRow{"/contract/poll_ms", at<&C::contract, &ContractConfig::poll_ms>,
              in("ms", 100, 60 * minute_ms), "Between two looks for new requests"},
    ConfigRow{"/contract/report", at<&C::contract, &ContractConfig::report>, yes_or_no,
              "Report each deal to the contract, if there is a wallet for it"},
    ConfigRow{"/contract/from", at<&C::contract, &ContractConfig::from>,
              text(0, 42, "^(0x[0-9a-fA-F]{40})?$"),
              "Account whose key the node holds, and that nobody else sends from: deals are "
              "reported by the node's eth_sendTransaction; empty = by the aggregator's wallet"},
    ConfigRow{
        "/contract/audit_epochs", at<&C::contract, &ContractConfig::audit_epochs>,
        in("epochs", 0, month),
        "How often the deals that a contract lists for a request are compared with the market "
        "and with the copies; 0 = never"},
    ConfigRow{"/contract/label", at<&C::contract, &ContractConfig::label>, text(0, 256, ""),
              "Label of the jobs that their requests become"},

    ConfigRow{"/store/history_per_job_max", at<&C::store, &StoreOptions::history_per_job_max>,
              in("entries", 10, 100'000),
              "Decisions and outcomes that are kept of a job; up to an eighth more may be there"},
    ConfigRow{"/store/intents_per_job_max", at<&C::store, &StoreOptions::intents_per_job_max>,
              in("intents", 10, 10'000), "Ended intents that are kept of a job"},
    ConfigRow{"/store/busy_timeout_ms", at<&C::store, &StoreOptions::busy_timeout_ms>,
              in("ms", 0, 10'000),
              "How long a write waits for another program that writes to the file"},

    ConfigRow{"/log/level", at<&C::log, &LogConfig::level>, one_of("debug|info|warn|error"),
              "What is less important is not written"},
    ConfigRow{"/log/file", at<&C::log, &LogConfig::file>, text(0, path_bytes_max, ""),
              "File to write to besides the aggregator's log; relative to the state directory; "
              "empty = none"},
    ConfigRow{"/log/file_bytes_max", at<&C::log, &LogConfig::file_bytes_max>,
              in("bytes", 64 * kib, 1024 * mib), "A file that has grown to this is rotated"},
    ConfigRow{"/log/files_max", at<&C::log, &LogConfig::files_max>, in("files", 1, 100),
              "Files that are kept, the current one included"},

    ConfigRow{"/api/page_max", at<&C::api, &ApiConfig::page_max>, in("entries", 1, 10'000),
              "Jobs or history entries in one answer"},
    ConfigRow{"/api/body_bytes_max", at<&C::api, &ApiConfig::body_bytes_max>,
              in("bytes", kib, 256 * mib), "A longer request is refused"},
    ConfigRow{"/api/orders_max", at<&C::api, &ApiConfig::orders_max>, in("orders", 1, million),
              "Jobs that one request may register"},

    ConfigRow{"/service/jobs_per_slice", at<&C::service, &ServiceConfig::jobs_per_slice>,
              in("jobs", 1, million),
              "Jobs that are looked at before the aggregator gets its thread back"},
    ConfigRow{"/service/fetch_in_flight_max", at<&C::service, &ServiceConfig::fetch_in_flight_max>,
              in("fetches", 1, 10'000), "Pieces of data in the aggregator's staging at a time"},
    ConfigRow{"/service/hook_queue_max", at<&C::service, &ServiceConfig::hook_queue_max>,
              in("events", 100, 10 * million),
              "Events of the aggregator that wait in memory; more are sent back"},
    ConfigRow{"/service/deals_listed_max", at<&C::service, &ServiceConfig::deals_listed_max>,
              in("deals", 1, 100'000),
              "Deals of one piece of data that are taken over when it is registered"},
};

}  // namespace

std::string_view ConfigRow::section() const {
  const auto end = pointer.rfind('/');
  return end == 0 ? std::string_view() : pointer.substr(1, end - 1);
}

std::string_view ConfigRow::key() const {
  return pointer.substr(pointer.rfind('/') + 1);
}

std::span<const ConfigRow> config_rows() {
  return rows;
}

std::vector<std::string_view> choices_of(const ConfigRow& row) {
  std::vector<std::string_view> choices;
  std::string_view rest = row.values.choices;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('|'), rest.size());
    choices.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return choices;
}

bool follows_target(const ConfigRow& row) {
  return row.pointer == "/terms/copies_min" || row.pointer == "/terms/copies_max";
}

}  // namespace raas
