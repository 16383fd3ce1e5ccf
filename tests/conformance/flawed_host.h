#pragma once

#include <raas/raas.h>

#include <functional>
#include <string>

namespace raas_test {

/// How a host breaks the contract.
enum class Flaw : std::uint8_t {
  none,
  forgets_requests,  ///< After a restart.
  has_no_conflict,   ///< Any request under a known key is taken for the first one.
  gives_new_ids,     ///< Each time that a key is asked for.
  takes_unknown_fields,
  takes_unknown_flags,
  takes_bad_keys,
  lends_one_buffer,  ///< For all texts, over and over again.
  matches_ids_by_prefix,
  keeps_released_data,
  tells_a_wrong_size,
  writes_behind_the_error,
  finds_everything,
  nests,     ///< Calls the plugin from inside of its own functions.
  overlaps,  ///< Calls the plugin from two threads at a time.
  lacks_a_function,
  knows_every_key,  ///< Says of a new one that it was used before.
  ignores_exclusions,
  tells_no_state
};

/// A good host's tables with one flaw.
class FlawedHost {
 public:
  FlawedHost(const raas_host_table& good, Flaw flaw);
  FlawedHost(const FlawedHost&) = delete;
  FlawedHost& operator=(const FlawedHost&) = delete;

  [[nodiscard]] const raas_host_table* table() const { return &table_; }

  bool is_second_life = false;
  std::function<void()> call_plugin;  ///< For the flaw of that kind.

 private:
  void spoil_deals();
  void spoil_data();
  raas_status make_deal(const raas_deal_request& asked, std::uint64_t* id, std::uint32_t* flags,
                        raas_error* err);
  raas_status find_request(raas_str key, raas_deal* deal, raas_error* err);
  raas_status get_request(std::uint64_t id, raas_deal* deal, raas_error* err);
  [[nodiscard]] raas_str lent(raas_str text);

  const raas_host_table& good_;
  Flaw flaw_;
  const raas_host_deals* deals_ = nullptr;
  const raas_host_data* data_ = nullptr;
  raas_host_table table_{};
  raas_host_deals own_deals_{};
  raas_host_data own_data_{};
  std::string buffer_;
  std::uint64_t ids_given_ = 0;
  std::string excluded_;  ///< By the last request.
};

}  // namespace raas_test
