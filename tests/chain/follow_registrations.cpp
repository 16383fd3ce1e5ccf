#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "adapters/evm/registration_follower.h"
#include "adapters/transport/curl_transport.h"
#include "alarm.h"

// Follows a contract and keeps its requests in a file, as a service does in its store: what became
// of the news and the cursor change together or not at all. Usage: follow_registrations URL
// CONTRACT FILE. Never ends by itself.

namespace {

namespace json = boost::json;
using raas::Millis;

json::object stored(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return {{"cursor", ""}, {"jobs", json::object()}, {"told_twice", 0}, {"withdrawals", 0}};
  return json::parse(std::string{std::istreambuf_iterator<char>(file), {}}).as_object();
}

void store(const json::object& state, const std::string& path) {
  std::ofstream(path + ".new") << json::serialize(state);
  if (std::rename((path + ".new").c_str(), path.c_str()) != 0) std::abort();
}

json::object job_of(const raas::Registration& told) {
  json::object job{{"cid", told.payload.text()}, {"refusal", told.refusal}};
  if (told.thresholds) {
    job["thresholds"] = {std::to_string(told.thresholds->replication),
                         std::to_string(told.thresholds->repair_epochs),
                         std::to_string(told.thresholds->renew_epochs)};
  }
  return job;
}

void keep(const raas::RegistrationNews& news, json::object& state) {
  json::object& jobs = state["jobs"].as_object();
  if (news.withdrawn_from) {
    state["withdrawals"].as_int64() += 1;
    json::object left;
    for (const auto& [id, job] : jobs) {
      if (std::stoull(std::string(id)) < *news.withdrawn_from) left[id] = job;
    }
    jobs = std::move(left);
  }
  for (const raas::Registration& told : news.registrations) {
    const std::string id = std::to_string(told.request_id);
    if (jobs.contains(id)) state["told_twice"].as_int64() += 1;
    jobs[id] = job_of(told);
  }
  state["cursor"] = news.cursor;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  Alarm alarm;
  raas::CurlOptions node;
  node.url = argv[1];
  const auto transport = raas::CurlTransport::open(node, [&alarm] { alarm.ring(); }).value();
  raas::evm::FollowerOptions options;
  options.contract = argv[2];
  options.poll_ms = 20;
  options.backoff_ms_min = options.backoff_ms_max = 20;
  raas::evm::RegistrationFollower follower(*transport, options);

  json::object state = stored(argv[3]);
  const std::string cursor(state.at("cursor").as_string());
  if (!cursor.empty() && !follower.resume(cursor)) return 3;
  for (;;) {
    const auto news = follower.advance({.unix_ms = 0, .monotonic_ms = monotonic_ms()});
    if (!news.cursor.empty()) {
      keep(news, state);
      state["followed_to"] = follower.health().followed_to;
      store(state, argv[3]);
    }
    alarm.wait(std::max<Millis>(1, news.next_monotonic_ms - monotonic_ms()));
  }
}
