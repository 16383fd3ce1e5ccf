#include "conformance/orders.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace conformance {
namespace {

constexpr std::uint64_t no_such_id = 0x7fffffffffff;

std::string status_text(const char* what, raas_status found, const char* expected) {
  return std::string(what) + ": status " + std::to_string(found) + ", expected " + expected;
}

/// make_deal() with a place for its answers.
struct Asked {
  raas_status status = RAAS_OK;
  std::uint64_t id = 0;
  std::uint32_t flags = 0;
};

Asked ask(const HostFace& host, const raas_deal_request& request, Report& report) {
  Asked asked;
  ErrorRoom room(64);
  asked.status =
      host.deals->make_deal(host.deals->ctx, &request, &asked.id, &asked.flags, &room.error);
  report.expect("errors_keep_to_their_room", room.is_kept(), "make_deal writes behind the text");
  return asked;
}

/// A struct of a later version, with a field that is not known yet.
struct LaterRequest {
  raas_deal_request known;
  std::uint64_t unknown = 1;
};

void look_at_bad_requests(const HostFace& host, Report& report) {
  Terms terms;
  terms.key = "conformance/refused";
  terms.payload_cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
  const auto refused = [&](const char* what, auto&& change) {
    raas_deal_request request = terms.request();
    change(request);
    const Asked asked = ask(host, request, report);
    report.expect("bad_arguments_are_refused", asked.status == RAAS_E_INVALID,
                  status_text(what, asked.status, "RAAS_E_INVALID"));
  };
  const std::string long_key(129, 'k');
  refused("make_deal with an empty key", [](auto& r) { r.idempotency_key = {nullptr, 0}; });
  refused("make_deal with a key of 129", [&](auto& r) { r.idempotency_key = str(long_key); });
  refused("make_deal with a space in the key", [](auto& r) { r.idempotency_key = str("a b"); });
  refused("make_deal without a CID", [](auto& r) { r.payload_cid = {nullptr, 0}; });
  refused("make_deal with what is no CID", [](auto& r) { r.payload_cid = str("data"); });
  refused("make_deal with a struct_size of 0", [](auto& r) { r.struct_size = 0; });
  refused("make_deal with a provider that is none", [](auto& r) {
    r.flags = 0;
    r.provider = str("somebody");
  });
  LaterRequest later{terms.request()};
  later.known.struct_size = sizeof later;
  const Asked tail = ask(host, later.known, report);
  report.expect("unknown_fields_and_flags_are_refused", tail.status == RAAS_E_UNSUPPORTED,
                status_text("make_deal with an unknown field", tail.status, "RAAS_E_UNSUPPORTED"));
  raas_deal_request flagged = terms.request();
  flagged.flags |= 0x80000000U;
  const Asked flag = ask(host, flagged, report);
  report.expect("unknown_fields_and_flags_are_refused", flag.status == RAAS_E_UNSUPPORTED,
                status_text("make_deal with an unknown flag", flag.status, "RAAS_E_UNSUPPORTED"));
}

void look_at_unknown_requests(const HostFace& host, Report& report) {
  const raas_host_deals& deals = *host.deals;
  const auto not_found = [&](const char* what, raas_status status) {
    report.expect("unknown_requests_are_not_found", status == RAAS_E_NOT_FOUND,
                  status_text(what, status, "RAAS_E_NOT_FOUND"));
  };
  raas_deal deal{};
  deal.struct_size = sizeof deal;
  not_found("find_request of a key that was never used",
            deals.find_request(deals.ctx, str("conformance/never/used"), &deal, nullptr));
  not_found("get_request of an id that was never given",
            deals.get_request(deals.ctx, no_such_id, &deal, nullptr));
  not_found("cancel of an id that was never given", deals.cancel(deals.ctx, no_such_id, nullptr));
  raas_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  not_found("get_fetch of an id that was never given",
            host.data->get_fetch(host.data->ctx, no_such_id, &fetch, nullptr));
  std::uint64_t id = 0;
  const auto status = host.data->fetch(host.data->ctx, str("data"), nullptr, 0, &id, nullptr);
  report.expect("bad_arguments_are_refused", status == RAAS_E_INVALID,
                status_text("fetch of what is no CID", status, "RAAS_E_INVALID"));
}

bool has_null(const void* table, std::size_t bytes) {
  // The context comes first and may be NULL.
  for (std::size_t at = sizeof(void*); at < bytes; at += sizeof(void*)) {
    const void* member = nullptr;
    std::memcpy(&member, static_cast<const char*>(table) + at, sizeof member);
    if (member == nullptr) return true;
  }
  return false;
}

void look_at_tables(const HostFace& host, Report& report) {
  report.expect("required_tables_are_complete", !has_null(host.host, sizeof *host.host),
                "raas.host/1: a function is NULL");
  report.expect("required_tables_are_complete", !has_null(host.deals, sizeof *host.deals),
                RAAS_HOST_DEALS_ID ": a function is NULL");
  report.expect("required_tables_are_complete", !has_null(host.data, sizeof *host.data),
                RAAS_HOST_DATA_ID ": a function is NULL");
  for (const char* id : {"", "raas.host.deals", "raas.host.deals/10", "raas.host.deals/2",
                         "raas.host.deals/1 ", "raas.host.data/1x", "RAAS.HOST.DATA/1"}) {
    report.expect("unknown_extensions_are_null",
                  host.host->get_extension(host.host->ctx, id) == nullptr,
                  "get_extension(\"" + std::string(id) + "\"): expected NULL");
  }
}

/// Answers that name one deal; compared when other calls have been made since.
struct Lent {
  raas_deal deal;
  std::string key;
  std::string cid;

  explicit Lent(const raas_deal& told)
      : deal(told), key(text_of(told.idempotency_key)), cid(text_of(told.payload_cid)) {}
  [[nodiscard]] bool is_unchanged() const {
    return text_of(deal.idempotency_key) == key && text_of(deal.payload_cid) == cid;
  }
};

void look_for(const HostFace& host, const Terms& terms, std::uint64_t id, Report& report) {
  const raas_host_deals& deals = *host.deals;
  raas_deal by_key{};
  by_key.struct_size = sizeof by_key;
  const auto found = deals.find_request(deals.ctx, str(terms.key), &by_key, nullptr);
  report.expect("request_can_be_found", found == RAAS_OK,
                status_text("find_request of its key", found, "RAAS_OK"));
  if (found != RAAS_OK) return;
  const Lent lent(by_key);
  report.expect("request_can_be_found", by_key.request_id == id && lent.key == terms.key,
                "find_request tells of another request");
  report.expect("request_can_be_found", lent.cid == terms.payload_cid,
                "find_request tells of \"" + lent.cid + "\", asked was " + terms.payload_cid);
  report.expect("request_can_be_found", by_key.state != 0, "find_request tells of no state");
  raas_deal by_id{};
  by_id.struct_size = sizeof by_id;
  const auto got = deals.get_request(deals.ctx, id, &by_id, nullptr);
  report.expect("request_can_be_found",
                got == RAAS_OK && text_of(by_id.idempotency_key) == lent.key,
                status_text("get_request of its id", got, "RAAS_OK and the same request"));
  // Everything that a host may have to answer these goes over what it has lent before.
  raas_deal_page page{};
  page.struct_size = sizeof page;
  for (int time = 0; time < 20; ++time) {
    static_cast<void>(deals.list_deals(deals.ctx, {nullptr, 0}, 0, &page, nullptr));
    static_cast<void>(
        deals.find_request(deals.ctx, str("conformance/never/used"), &by_id, nullptr));
    static_cast<void>(deals.list_deals(deals.ctx, str(terms.payload_cid), 0, &page, nullptr));
  }
  report.expect("lent_memory_lives_until_the_call_returns", lent.is_unchanged(),
                "what find_request told has changed after other calls");
}

}  // namespace

raas_deal_request Terms::request() const {
  raas_deal_request request{};
  request.struct_size = sizeof request;
  request.flags = RAAS_DEAL_HOST_CHOOSES;
  request.idempotency_key = str(key);
  request.payload_cid = str(payload_cid);
  request.data_handle = data_handle;
  request.duration_epochs = duration_epochs;
  request.start_epoch_max = start_epoch_max;
  request.label = str(label);
  request.reason = str("replication");
  return request;
}

void look_at_refusals(const HostFace& host, Report& report) {
  look_at_tables(host, report);
  if (has_null(host.deals, sizeof *host.deals) || has_null(host.data, sizeof *host.data)) return;
  look_at_bad_requests(host, report);
  look_at_unknown_requests(host, report);
}

void look_at_requests(const HostFace& host, const Terms& terms, Report& report) {
  const Asked first = ask(host, terms.request(), report);
  report.expect("request_is_accepted", first.status == RAAS_OK,
                status_text("make_deal", first.status, "RAAS_OK"));
  if (first.status != RAAS_OK) return;
  report.expect("request_is_accepted", first.id != 0, "make_deal gives the id 0");
  report.expect("request_is_accepted", (first.flags & RAAS_REQUEST_EXISTING) == 0,
                "make_deal says that a new key was known");
  Terms again = terms;
  again.label = "another label";
  again.data_handle = 0;
  for (const Terms& same : {terms, again}) {
    const Asked second = ask(host, same.request(), report);
    report.expect("same_key_is_the_same_request",
                  second.status == RAAS_OK && second.id == first.id &&
                      (second.flags & RAAS_REQUEST_EXISTING) != 0,
                  status_text("the same request again", second.status,
                              "RAAS_OK, the same id and RAAS_REQUEST_EXISTING"));
  }
  Terms other = terms;
  other.duration_epochs += 2880;
  const Asked third = ask(host, other.request(), report);
  report.expect("other_request_under_a_key_is_a_conflict", third.status == RAAS_E_CONFLICT,
                status_text("another duration", third.status, "RAAS_E_CONFLICT"));
  look_for(host, terms, first.id, report);
  report.remember("request_id", std::to_string(first.id));
}

void look_at_exclusion(const HostFace& host, const Terms& terms, const std::string& provider,
                       Report& report) {
  report.pass("excluded_providers_get_nothing");
  if (provider.empty()) return;
  Terms other = terms;
  other.key = "conformance/excluding/" + provider;
  other.data_handle = 0;
  raas_deal_request request = other.request();
  const raas_str excluded = str(provider);
  request.providers_excluded = &excluded;
  request.providers_excluded_count = 1;
  const Asked asked = ask(host, request, report);
  if (asked.status != RAAS_OK) return;  // Nobody else is left.
  raas_deal deal{};
  deal.struct_size = sizeof deal;
  const auto got = host.deals->get_request(host.deals->ctx, asked.id, &deal, nullptr);
  report.expect("excluded_providers_get_nothing",
                got != RAAS_OK || text_of(deal.provider) != provider,
                provider + " was excluded, and was chosen all the same");
}

void look_at_survivors(const HostFace& host, const Terms& terms, Report& report) {
  const raas_host_deals& deals = *host.deals;
  const std::string id = report.remembered("request_id");
  raas_deal deal{};
  deal.struct_size = sizeof deal;
  const auto found = deals.find_request(deals.ctx, str(terms.key), &deal, nullptr);
  report.expect("requests_survive_a_restart", found == RAAS_OK,
                status_text("find_request after the restart", found, "RAAS_OK"));
  report.expect("requests_survive_a_restart",
                found != RAAS_OK || std::to_string(deal.request_id) == id,
                "find_request tells of another id after the restart");
  const Asked again = ask(host, terms.request(), report);
  report.expect("requests_survive_a_restart",
                again.status == RAAS_OK && (again.flags & RAAS_REQUEST_EXISTING) != 0 &&
                    std::to_string(again.id) == id,
                status_text("the same request after the restart", again.status,
                            "RAAS_OK, the same id and RAAS_REQUEST_EXISTING"));
  Terms other = terms;
  other.duration_epochs += 2880;
  const Asked conflict = ask(host, other.request(), report);
  report.expect(
      "conflict_survives_a_restart", conflict.status == RAAS_E_CONFLICT,
      status_text("another duration after the restart", conflict.status, "RAAS_E_CONFLICT"));
}

void look_at_data(const HostFace& host, const raas_fetch& fetch, Report& report) {
  const raas_host_data& data = *host.data;
  std::vector<char> bytes(65536);
  std::uint64_t read = 0;
  for (;;) {
    std::size_t length = 0;
    const auto status =
        data.read(data.ctx, fetch.data_handle, read, bytes.data(), bytes.size(), &length, nullptr);
    report.expect("data_is_fetched_and_read", status == RAAS_OK && length <= bytes.size(),
                  status_text("read", status, "RAAS_OK and no more than there is room for"));
    if (status != RAAS_OK || length == 0 || length > bytes.size()) break;
    read += length;
  }
  report.expect("data_is_fetched_and_read", read == fetch.size,
                std::to_string(read) + " bytes can be read, the fetch tells of " +
                    std::to_string(fetch.size));
}

void look_at_release(const HostFace& host, std::uint64_t handle, Report& report) {
  const raas_host_data& data = *host.data;
  data.release(data.ctx, no_such_id);  // Ignored.
  data.release(data.ctx, handle);
  char byte = 0;
  std::size_t length = 0;
  const auto status = data.read(data.ctx, handle, 0, &byte, 1, &length, nullptr);
  report.expect("data_goes_when_it_is_released", status == RAAS_E_NOT_FOUND,
                status_text("read after release", status, "RAAS_E_NOT_FOUND"));
}

}  // namespace conformance
