#include "adapters/host/abi_host_data.h"

#include <vector>

#include "adapters/host/abi_values.h"
#include "adapters/host/host_call.h"
#include "adapters/host/translate.h"

namespace raas {

boost::system::result<std::uint64_t, HostRefusal> AbiHostData::fetch(
    std::string_view payload_text, std::span<const FetchSource> sources) {
  std::vector<std::string> texts;
  texts.reserve(2 * sources.size());
  std::vector<raas_fetch_source> views;
  for (const FetchSource& source : sources) {
    raas_fetch_source view{};
    view.struct_size = sizeof(view);
    view.provider = view_of(texts.emplace_back(provider_text(source.provider)));
    view.piece_cid = view_of(
        texts.emplace_back(source.piece.cid.empty() ? std::string() : source.piece.cid.text()));
    view.deal_id = source.deal;
    views.push_back(view);
  }
  const raas_fetch_source* first = views.empty() ? nullptr : views.data();
  std::uint64_t id = 0;
  const auto answer = ask_host("fetch", [&](raas_error* error) {
    return table_.fetch(table_.ctx, view_of(payload_text), first, views.size(), &id, error);
  });
  if (!answer.is_ok()) return answer.refusal();
  if (id != 0) return id;
  return HostRefusal{.error = Error(Code::unavailable, "fetch: fetch id 0 with OK")};
}

Result<Fetch> AbiHostData::get_fetch(std::uint64_t fetch_id) {
  raas_fetch found{};
  found.struct_size = sizeof(found);
  const auto answer = ask_host("get_fetch", [&](raas_error* error) {
    return table_.get_fetch(table_.ctx, fetch_id, &found, error);
  });
  if (!answer.is_ok()) return answer.error;
  auto fetch = fetch_of(filled(found));
  if (!fetch) return fetch.error().within("get_fetch");
  if (fetch->id != fetch_id) {
    return Error(Code::corrupt, "get_fetch: fetch " + std::to_string(fetch->id) + ", expected " +
                                    std::to_string(fetch_id));
  }
  return fetch;
}

void AbiHostData::release(std::uint64_t data_handle) {
  // Whatever the host makes of it: the handle is not ours any more.
  static_cast<void>(ask_host("release", [&](raas_error*) {
    table_.release(table_.ctx, data_handle);
    return static_cast<raas_status>(RAAS_OK);
  }));
}

Status check_table(const raas_host_data& table) {
  const bool is_complete = table.fetch != nullptr && table.get_fetch != nullptr &&
                           table.read != nullptr && table.release != nullptr;
  if (is_complete) return {};
  return Error(Code::rejected, RAAS_HOST_DATA_ID ": a function is NULL");
}

}  // namespace raas
