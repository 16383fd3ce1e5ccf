#include "validate/random_life.h"

#include <array>

#include "aggregator/tables/abi_values.h"
#include "validate/life.h"

namespace mock {
namespace {

constexpr int events_in_a_life = 60;
constexpr int beginnings_max = 100;
constexpr std::uint64_t pieces_in_ten = 10;
constexpr std::array functions{"make_deal",      "find_request", "get_request", "cancel",
                               "list_deals",     "fetch",        "get_fetch",   "read",
                               "list_providers", "rpc_send",     "rpc_take",    "get_extension"};
constexpr std::array targets{"/",
                             "/healthz",
                             "/jobs",
                             "/jobs?limit=1",
                             "/jobs/1",
                             "/metrics",
                             "/register_jobs",
                             "/why",
                             "/why?cid=x",
                             "/%",
                             "",
                             "/jobs?limit=-1",
                             "/status",
                             "/jobs/999999999999999999999"};
constexpr std::array methods{"GET", "POST", "PUT", "DELETE", "PATCH", "", "\x01"};
constexpr std::array bodies{"", "{}", "[", "{\"cid\":1}", "{\"cid\":\"bafy\"}", "\xff\xfe"};

/// Each optional extension is missing in one life of ten.
TrialHost::Offer offer_of(std::uint64_t seed) {
  TrialHost::Offer offer;
  std::mt19937_64 random(seed);
  offer.rpc = random() % pieces_in_ten != 0;
  if (random() % pieces_in_ten == 0) offer.lacking.insert(RAAS_HOST_PROVIDERS_ID);
  if (random() % pieces_in_ten == 0) offer.tail_bytes = 8 * (random() % 8);
  return offer;
}

}  // namespace

RandomLife::RandomLife(Subject& subject, std::uint64_t seed, Findings& findings)
    : random_(seed), subject_(subject), findings_(findings), host_(offer_of(seed)) {}

std::uint64_t RandomLife::below(std::uint64_t end) {
  return random_() % end;
}

void RandomLife::expect_known(const Said& said, const char* what) {
  findings_.expect(said.status >= RAAS_E_INTERNAL && said.status <= RAAS_OK,
                   std::string(what) + ": status " + std::to_string(said.status));
}

void RandomLife::begin() {
  trial_ = std::make_unique<Trial>(subject_, host_);
  trial_->begin();
}

void RandomLife::live() {
  begin();
  for (int event = 0; event < events_in_a_life && findings_.all().empty(); ++event) one_event();
  for (const std::string& complaint : trial_->complaints()) findings_.add(complaint);
  findings_.expect(trial_->destroy(), "destroy did not come back in time");
  for (const std::string& misuse : host_.scope.misuses()) findings_.add(misuse);
  for (const std::string& complaint : host_.watched.complaints()) findings_.add(complaint);
}

void RandomLife::one_event() {
  switch (below(9)) {
    case 0: return give_work(*trial_);
    case 1: return inject();
    case 2: return tell_of_made_up_deals();
    case 3: return ask_something();
    case 4: return move_a_provider();
    case 5: return restart();
    default: return let_time_pass();
  }
}

void RandomLife::let_time_pass() {
  const bool is_at_rest = below(3) == 0
                              ? trial_->run_late(static_cast<Epochs>(1 + below(5000)), 700)
                              : trial_->run(static_cast<Epochs>(1 + below(120)), 30);
  findings_.expect(is_at_rest, "it does not come to rest, or pump is refused");
}

void RandomLife::inject() {
  const auto status = static_cast<raas_status>(RAAS_E_INTERNAL - 1) +
                      static_cast<raas_status>(below(-RAAS_E_INTERNAL + 1));
  const char* const function = functions[below(functions.size())];
  host_.scope.inject(function, below(4), 1 + below(5), {status, "so it was drawn", below(100000)});
}

void RandomLife::tell_of_made_up_deals() {
  std::vector<ToldDeal> deals;
  for (std::uint64_t count = 1 + below(4); count > 0; --count) {
    raas_deal deal = made_up_deal(host_.store.payloads()[below(3)], below(5));
    if (below(3) == 0) deal.state = static_cast<raas_deal_state>(random_());
    if (below(3) == 0) deal.flags = static_cast<std::uint32_t>(below(16));
    if (below(3) == 0) deal.end_epoch = static_cast<raas_epoch>(random_());
    if (below(3) == 0) deal.sector = random_();
    if (below(5) == 0) deal.provider = str_of("f09999999999999999999999");
    if (below(5) == 0) deal.piece_size = random_();
    // Old numbers again, or far ahead: the host's own events go on with theirs.
    deals.push_back({1 + below(host_.told_seq + 2), deal});
  }
  expect_known(trial_->tell(deals, below(2) == 0), "a hook");
}

void RandomLife::ask_something() {
  const TrialAnswer answer = trial_->ask(
      methods[below(methods.size())], targets[below(targets.size())], bodies[below(bodies.size())]);
  expect_known({answer.status, {}}, "handle");
  findings_.expect(
      answer.status != RAAS_OK || (answer.http_status >= 200 && answer.http_status <= 599),
      "handle: " + std::to_string(answer.http_status) + " is no status of an answer");
}

void RandomLife::move_a_provider() {
  const auto provider = static_cast<ActorId>(1000 + below(12));
  if (below(2) == 0) {
    host_.aggregator.provider_leaves(provider);
  } else {
    host_.aggregator.provider_returns(provider);
  }
}

void RandomLife::restart() {
  if (below(2) == 0) expect_known(trial_->stop(), "stop");
  for (const std::string& complaint : trial_->complaints()) findings_.add(complaint);
  findings_.expect(trial_->destroy(), "destroy did not come back in time");
  // An error of the host in init may be the end of it; sooner or later one must begin.
  for (int attempt = 1;; ++attempt) {
    try {
      return begin();
    } catch (const std::exception&) {
      if (attempt == beginnings_max) throw;
    }
  }
}

}  // namespace mock
