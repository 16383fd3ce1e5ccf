/**
 * @file checked_host.h
 * For a plugin in C++: its host, behind tables that keep the rules of the ABI.
 */
#ifndef RAAS_CPP_CHECKED_HOST_H
#define RAAS_CPP_CHECKED_HOST_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "../raas.h"
#include "answer.h"
#include "gate.h"

namespace raas::abi {

/// The tables of a host as its plugin sees them, with a check before each call: is this the thread
/// that the host is calling on, and is the instance running? If not, the host is not called, and
/// the answer is RAAS_E_MISUSE with `plugin misused: make_deal() called outside of a host call
/// ...`. What the host throws becomes RAAS_E_INTERNAL with `host misused: make_deal() threw ...`,
/// and statuses that are not known become known ones.
///
/// A look-up has no status to tell of an exception: it is let through, to the plugin's guarded().
/// A function that is NULL in the host's table is NULL here, and so is a table that it lacks.
class CheckedHost {
 public:
  /// @param host  Valid as long as this. @param gate  Entered by each call of the host.
  CheckedHost(const raas_host_table& host, const Gate& gate) : host_(host), gate_(gate) {
    table_ = {this, &CheckedHost::log, &CheckedHost::get_extension};
  }
  CheckedHost(const CheckedHost&) = delete;
  CheckedHost& operator=(const CheckedHost&) = delete;

  /// Log and look-up. The look-up gives the checked tables, from init() on.
  [[nodiscard]] const raas_host_table& table() const noexcept { return table_; }

  /// The table with an id, by its type; NULL = the host does not have it. In-call.
  [[nodiscard]] const raas_host_deals* deals() {
    return extension<raas_host_deals>(RAAS_HOST_DEALS_ID);
  }
  [[nodiscard]] const raas_host_data* data() {
    return extension<raas_host_data>(RAAS_HOST_DATA_ID);
  }
  [[nodiscard]] const raas_host_providers* providers() {
    return extension<raas_host_providers>(RAAS_HOST_PROVIDERS_ID);
  }
  [[nodiscard]] const raas_host_rpc* rpc() { return extension<raas_host_rpc>(RAAS_HOST_RPC_ID); }
  [[nodiscard]] const raas_host_tx* tx() { return extension<raas_host_tx>(RAAS_HOST_TX_ID); }

 private:
  // A table of the host, and ours in front of it, of which ctx is this.
  template <class Table>
  struct Pair {
    const CheckedHost* checked = nullptr;
    const Table* real = nullptr;
    Table face{};
  };

  template <class Table>
  [[nodiscard]] const Table* extension(const char* id) {
    return static_cast<const Table*>(look_up(id));
  }

  // Says which side broke the contract; empty = none did.
  [[nodiscard]] std::string breach(std::string_view function) const {
    std::string what = gate_.breach_by_plugin(function, Stage::running);
    return what.empty() ? what : "plugin misused: " + what;
  }

  template <class Work>
  raas_status forward(const char* function, raas_error* err, const Work& work) const noexcept {
    try {
      const std::string wrong = breach(function);
      if (!wrong.empty()) return write_answer(err, RAAS_E_MISUSE, wrong);
      return known_status(work());
    } catch (const std::exception& thrown) {
      return write_misuse(err, function, thrown.what());
    } catch (...) {
      return write_misuse(err, function, "something");
    }
  }
  static raas_status write_misuse(raas_error* err, const char* function,
                                  const char* what) noexcept {
    return guarded(err, [&]() -> Answer {
      return {RAAS_E_INTERNAL,
              "host misused: " + std::string(function) + "() threw: " + std::string(what)};
    });
  }

  // The function of our table for a function of the host's, of which ctx is first and err last.
  template <const char* name, auto member>
  struct Forwarded;
  template <const char* name, class Table, class... Rest,
            raas_status (*Table::*member)(void*, Rest...)>
  struct Forwarded<name, member> {
    static raas_status call(void* ctx, Rest... rest) noexcept {
      const auto& pair = *static_cast<const Pair<Table>*>(ctx);
      raas_error* const err = std::get<sizeof...(Rest) - 1>(std::tuple<Rest...>(rest...));
      return pair.checked->forward(name, err,
                                   [&] { return (pair.real->*member)(pair.real->ctx, rest...); });
    }
    static void put(Pair<Table>& pair) {
      pair.face.*member = pair.real->*member == nullptr ? nullptr : &call;
    }
  };

  template <class Table, class... Functions>
  [[nodiscard]] const Table* faced(Pair<Table>& pair, const void* real, Functions... puts) {
    if (real == nullptr) return nullptr;
    pair.checked = this;
    pair.real = static_cast<const Table*>(real);
    pair.face.ctx = &pair;
    (puts(pair), ...);
    return &pair.face;
  }

  [[nodiscard]] const void* look_up(std::string_view id) {
    const void* const real = ask(id.data());
    if (id == RAAS_HOST_DEALS_ID) return deals_face(real);
    if (id == RAAS_HOST_DATA_ID) return data_face(real);
    if (id == RAAS_HOST_PROVIDERS_ID) {
      return faced(providers_, real, Forwarded<list_, &raas_host_providers::list>::put);
    }
    if (id == RAAS_HOST_RPC_ID) {
      return faced(rpc_, real, Forwarded<send_, &raas_host_rpc::send>::put,
                   Forwarded<take_, &raas_host_rpc::take>::put);
    }
    if (id == RAAS_HOST_TX_ID) {
      return faced(tx_, real, Forwarded<send_, &raas_host_tx::send>::put,
                   Forwarded<find_, &raas_host_tx::find>::put);
    }
    return real;
  }
  [[nodiscard]] const void* deals_face(const void* real) {
    return faced(deals_, real, Forwarded<make_deal_, &raas_host_deals::make_deal>::put,
                 Forwarded<find_request_, &raas_host_deals::find_request>::put,
                 Forwarded<get_request_, &raas_host_deals::get_request>::put,
                 Forwarded<cancel_, &raas_host_deals::cancel>::put,
                 Forwarded<list_deals_, &raas_host_deals::list_deals>::put);
  }
  [[nodiscard]] const void* data_face(const void* real) {
    const auto put_release = [](Pair<raas_host_data>& pair) {
      pair.face.release = pair.real->release == nullptr ? nullptr : &CheckedHost::release;
    };
    return faced(data_, real, Forwarded<fetch_, &raas_host_data::fetch>::put,
                 Forwarded<get_fetch_, &raas_host_data::get_fetch>::put,
                 Forwarded<read_, &raas_host_data::read>::put, put_release);
  }

  [[nodiscard]] const void* ask(const char* id) const {
    return gate_.is_inside() ? host_.get_extension(host_.ctx, id) : nullptr;
  }

  static void release(void* ctx, std::uint64_t data_handle) noexcept {
    const auto& pair = *static_cast<const Pair<raas_host_data>*>(ctx);
    static_cast<void>(pair.checked->forward("release", nullptr, [&] {
      pair.real->release(pair.real->ctx, data_handle);
      return static_cast<raas_status>(RAAS_OK);
    }));
  }
  // A log of a host that throws is its own affair.
  static void log(void* ctx, raas_log_level level, raas_str event, raas_str message) noexcept {
    const auto& self = *static_cast<const CheckedHost*>(ctx);
    if (!self.gate_.is_inside()) return;
    try {
      self.host_.log(self.host_.ctx, level, event, message);
    } catch (...) {
    }
  }
  static const void* get_extension(void* ctx, const char* id) {
    return id == nullptr ? nullptr : static_cast<CheckedHost*>(ctx)->look_up(id);
  }

  static constexpr char make_deal_[] = "make_deal", find_request_[] = "find_request",
                        get_request_[] = "get_request", cancel_[] = "cancel",
                        list_deals_[] = "list_deals", fetch_[] = "fetch",
                        get_fetch_[] = "get_fetch", read_[] = "read", list_[] = "list",
                        send_[] = "send", take_[] = "take", find_[] = "find";

  const raas_host_table& host_;
  const Gate& gate_;
  raas_host_table table_{};
  Pair<raas_host_deals> deals_;
  Pair<raas_host_data> data_;
  Pair<raas_host_providers> providers_;
  Pair<raas_host_rpc> rpc_;
  Pair<raas_host_tx> tx_;
};

}  // namespace raas::abi

#endif
