#include "commands/registrations.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <charconv>

#include "content/durable_file.h"

namespace mock {
namespace {

namespace json = boost::json;

constexpr std::string_view jobs_prefix = "/jobs/";

json::value parsed(std::string_view text) {
  boost::system::error_code failure;
  json::value value = json::parse(text, failure);
  return failure ? json::value{} : value;
}

/// The member at the end of @p path; a null if there is none.
json::value at(const json::value& value, std::initializer_list<std::string_view> path) {
  const json::value* found = &value;
  for (const std::string_view key : path) {
    found = found->is_object() ? found->as_object().if_contains(key) : nullptr;
    if (found == nullptr) return {};
  }
  return *found;
}

std::int64_t number_at(const json::value& value, std::initializer_list<std::string_view> path,
                       std::int64_t otherwise) {
  const json::value found = at(value, path);
  if (found.is_int64()) return found.as_int64();
  if (found.is_uint64()) return static_cast<std::int64_t>(found.as_uint64());
  std::int64_t number = otherwise;
  if (found.is_string()) {
    const auto& text = found.as_string();
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

std::string text_at(const json::value& value, std::initializer_list<std::string_view> path) {
  const json::value found = at(value, path);
  return found.is_string() ? std::string(found.as_string()) : std::string();
}

/// The number of copies that a client's order names; 0 if it leaves that to the defaults.
std::uint32_t copies_named_by(const json::value& order) {
  const auto nested = number_at(order, {"replication", "copies"}, 0);
  const auto target = nested > 0 ? nested : number_at(order, {"replication", "copies_target"}, 0);
  const auto copies = target > 0 ? target : number_at(order, {"replicationTarget"}, 0);
  return copies > 0 ? static_cast<std::uint32_t>(copies) : 0;
}

/// A job as the plugin has acknowledged it, or as it stands on file: both in the plugin's words.
RegisteredJob job_of(const json::value& value) {
  RegisteredJob job;
  job.payload_cid = text_at(value, {"cid_canonical"});
  const auto copies = [&](std::string_view key) {
    return static_cast<std::uint32_t>(number_at(value, {"replication", key}, 1));
  };
  job.copies_min = copies("copies_min");
  job.copies_target = copies("copies_target");
  job.copies_max = copies("copies_max");
  job.renew_below_epochs = number_at(value, {"renewal", "threshold_epochs"}, 0);
  job.repair_after_epochs = number_at(value, {"repair", "not_proven_epochs"}, 0);
  job.end_epoch = number_at(value, {"end_epoch"}, no_epoch);
  job.price_max = text_at(value, {"price_max_attofil_per_gib_epoch"});
  const json::value excluded = at(value, {"providers", "excluded"});
  if (excluded.is_array()) {
    for (const auto& provider : excluded.as_array()) {
      if (!provider.is_string()) continue;
      if (const auto id = parse_provider(provider.as_string()))
        job.providers_excluded.push_back(*id);
    }
  }
  return job;
}

struct NamedJob {
  std::uint64_t id = 0;
  std::uint32_t copies_named = 0;
};

std::vector<NamedJob> jobs_registered(const json::value& asked, const json::value& answered) {
  const json::value list = at(answered, {"jobs"});
  if (!list.is_array()) {
    return {{static_cast<std::uint64_t>(number_at(answered, {"id"}, 0)), copies_named_by(asked)}};
  }
  std::vector<NamedJob> jobs;
  for (const auto& job : list.as_array()) {
    const auto place = jobs.size();
    const bool has_order = asked.is_array() && place < asked.as_array().size();
    jobs.push_back({static_cast<std::uint64_t>(number_at(job, {"id"}, 0)),
                    copies_named_by(has_order ? asked.as_array()[place] : asked)});
  }
  return jobs;
}

std::vector<NamedJob> jobs_touched_by(const HttpRequest& request, const ApiResponse& answer) {
  if (request.method == "GET" || request.method == "HEAD") return {};
  if (answer.status < 200 || answer.status > 299) return {};
  const std::string_view path = request.path();
  if (path == "/register_jobs" || path == "/api/register_job") {
    return jobs_registered(parsed(request.body), parsed(answer.body));
  }
  if (!path.starts_with(jobs_prefix)) return {};
  NamedJob job{.copies_named = copies_named_by(parsed(request.body))};
  std::from_chars(path.data() + jobs_prefix.size(), path.data() + path.size(), job.id);
  return {job};
}

}  // namespace

Outcome<void> Registrations::load() {
  if (!std::filesystem::exists(file_)) return {};
  const auto text = read_file(file_);
  if (!text) return text.error();
  std::string_view rest = *text;
  // What a crash cut off has no line end, and its client no answer.
  for (std::size_t end = 0; (end = rest.find('\n')) != std::string_view::npos;
       rest.remove_prefix(end + 1)) {
    const json::value line = parsed(rest.substr(0, end));
    const auto id = static_cast<std::uint64_t>(number_at(line, {"id"}, 0));
    if (id == 0) continue;
    take(id, {job_of(line), text_at(line, {"state"}) == "cancelled"});
  }
  return {};
}

void Registrations::take(std::uint64_t id, const Entry& entry) {
  entries_[id] = entry;
  judge_.job_registered(entry.job);
  if (entry.is_cancelled) judge_.job_cancelled(entry.job.payload_cid);
}

Outcome<void> Registrations::note(const HttpRequest& request, const ApiResponse& answer,
                                  PluginInstance& plugin, const HostClock& now) {
  for (const NamedJob& job : jobs_touched_by(request, answer)) {
    if (job.id == 0) continue;
    if (auto noted = note_job(job.id, job.copies_named, plugin, now); !noted) return noted;
  }
  return {};
}

Outcome<void> Registrations::note_enrolled(const std::vector<std::uint64_t>& jobs,
                                           PluginInstance& plugin, const HostClock& now) {
  for (const std::uint64_t id : jobs) {
    if (entries_.count(id) != 0) continue;
    if (auto noted = note_job(id, 0, plugin, now); !noted) return noted;
  }
  return {};
}

Outcome<void> Registrations::note_job(std::uint64_t id, std::uint32_t copies_named,
                                      PluginInstance& plugin, const HostClock& now) {
  const ApiRequest question{
      .method = "GET", .target = "/jobs/" + std::to_string(id), .headers = {}, .body = {}};
  const auto answer = plugin.handle(question, now);
  if (!answer) return answer.error();
  json::value job = parsed(answer->body);
  if (text_at(job, {"cid_canonical"}).empty()) {
    return Refusal{RAAS_E_INTERNAL, "GET /jobs/" + std::to_string(id) + ": no job in the answer",
                   0};
  }
  if (copies_named != 0) {
    auto& replication = job.as_object()["replication"];
    if (!replication.is_object()) replication.emplace_object();
    replication.as_object()["copies_target"] = copies_named;
  }
  const Entry entry{job_of(job), text_at(job, {"state"}) == "cancelled"};
  if (auto kept = append_durably(file_, json::serialize(job) + "\n"); !kept) return kept;
  take(id, entry);
  return {};
}

std::size_t Registrations::count() const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(),
                    [](const auto& entry) { return !entry.second.is_cancelled; }));
}

}  // namespace mock
