#include "adapters/host/abi_directory.h"

#include <algorithm>

#include "adapters/host/abi_page.h"
#include "adapters/host/host_call.h"
#include "adapters/host/translate.h"

namespace raas {
namespace {

constexpr std::size_t providers_max = 1'000'000;

}  // namespace

Result<std::vector<Candidate>> AbiDirectory::list() {
  left_out_ = {};
  std::vector<Candidate> candidates;
  if (table_ == nullptr) return candidates;
  std::uint64_t cursor = 0;
  for (std::size_t pages = 0; pages == 0 || cursor != 0; ++pages) {
    if (pages == pages_max || candidates.size() > providers_max) {
      return Error(Code::corrupt, "list: pages without end");
    }
    raas_provider_page page{};
    page.struct_size = sizeof(page);
    const auto answer = ask_host(
        "list", [&](raas_error* error) { return table_->list(table_->ctx, cursor, &page, error); });
    if (!answer.is_ok()) return answer.error;
    if (auto taken = take_page(page, candidates); !taken) return taken.error().within("list");
    cursor = page.next_cursor;
  }
  if (candidates.empty() && left_out_.count > 0) {
    return Error(Code::corrupt, "list: " + left_out_.because);
  }
  const auto by_id = [](const Candidate& a, const Candidate& b) { return a.provider < b.provider; };
  const auto is_same = [](const Candidate& a, const Candidate& b) {
    return a.provider == b.provider;
  };
  std::stable_sort(candidates.begin(), candidates.end(), by_id);
  candidates.erase(std::unique(candidates.begin(), candidates.end(), is_same), candidates.end());
  return candidates;
}

Status AbiDirectory::take_page(const raas_provider_page& page, std::vector<Candidate>& out) {
  const auto items = page_items(page.providers, page.count);
  if (!items) return items.error();
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto candidate = candidate_of((*items)[i]);
    if (candidate) {
      out.push_back(*std::move(candidate));
      continue;
    }
    if (left_out_.count++ == 0) left_out_.because = candidate.error().text();
  }
  return {};
}

Status check_table(const raas_host_providers& table) {
  if (table.list != nullptr) return {};
  return Error(Code::rejected, RAAS_HOST_PROVIDERS_ID ": a function is NULL");
}

}  // namespace raas
