#include "crash/fault_sweep.h"

#include <sqlite3.h>

#include <array>
#include <optional>
#include <utility>

#include "crash/children.h"
#include "crash/verdict.h"

namespace raas_test {
namespace {

constexpr std::array<raas_status, 14> statuses = {
    RAAS_E_INVALID,  RAAS_E_UNSUPPORTED, RAAS_E_NOT_FOUND, RAAS_E_RETRY,    RAAS_E_BUSY,
    RAAS_E_TIMEOUT,  RAAS_E_CONFLICT,    RAAS_E_DENIED,    RAAS_E_INTERNAL, RAAS_E_NO_FUNDS,
    RAAS_E_SHUTDOWN, RAAS_E_MISUSE,      RAAS_E_CANCELLED, -9999,
};

struct HttpAnswer {
  int status;
  const char* body;
};
constexpr std::array<HttpAnswer, 9> http_answers = {{
    {429, ""},
    {500, "internal error"},
    {503, "<html><body>down for maintenance</body></html>"},
    {200, "<html><body>log in first</body></html>"},
    {200, R"({"jsonrpc":"2.0","id":1,"res)"},
    {200, "null"},
    {200, ""},
    {200, "{}"},
    {200, "[]"},
}};

constexpr std::array<int, 4> disk_codes = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC,
                                           SQLITE_READONLY};

/// Where the answer says that it did not work, the host may have done it.
bool may_be_done(raas_status status) {
  return status == RAAS_E_RETRY || status == RAAS_E_TIMEOUT || status == RAAS_E_INTERNAL;
}

class FaultSweeper {
 public:
  explicit FaultSweeper(const FaultPlan& plan)
      : plan_(plan), world_(brisk_config()), story_(world_, plan.phases) {
    world_.host.publish_after_epochs = plan.publish_after_epochs;
  }

  SweepReport run() {
    world_.host.on_call = [this](const std::string& function) { visit_host(function); };
    world_.vfs.trouble = [this](std::string_view what) { return visit_disk(what); };
    std::string failure;
    try {
      world_.begin_at_last();
      story_.tell([](std::size_t) {});
      failure = wrong_at_rest(world_, story_);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (is_child_) children_.end(failure);
    world_.watch_no_more();
    world_.vfs.trouble = nullptr;
    if (!failure.empty()) report_.failures.push_back("undisturbed: " + failure);
    for (std::string& text : children_.failures()) report_.failures.push_back(std::move(text));
    report_.deals = world_.host.asked.size();
    return std::move(report_);
  }

 private:
  bool branch(const std::string& what) {
    ++report_.worlds;
    if (!children_.branch("point " + std::to_string(report_.points) + ": " + what)) return false;
    is_child_ = true;
    return true;
  }

  void visit_host(const std::string& function) {
    // These have no way to say that something went wrong.
    if (!plan_.only.empty() && function != plan_.only) return;
    if (is_child_ || function == "log" || function == "release" || function == "get_extension")
      return;
    ++report_.points;
    for (const raas_status status : statuses) {
      for (const bool is_done : {false, true}) {
        if (is_done && !may_be_done(status)) continue;
        if (!branch(function + " answers " + std::to_string(status) + (is_done ? ", done" : ""))) {
          continue;
        }
        world_.host.fail_at(function, 0, {.status = heard(status), .is_done = is_done});
        return;
      }
    }
    if (function != "send") return;
    for (const HttpAnswer& answer : http_answers) {
      if (!branch("HTTP " + std::to_string(answer.status) + " " + answer.body)) continue;
      world_.host.node_says = [this, &answer](std::string_view) -> std::optional<mock::RpcAnswer> {
        if (std::exchange(node_has_answered_, true)) return std::nullopt;
        return mock::RpcAnswer{.http_status = answer.status, .body = answer.body};
      };
      return;
    }
  }

  [[nodiscard]] raas_status heard(raas_status status) const {
    const bool is_misheard = plan_.mistake == Mistake::time_out_refuses && status == RAAS_E_TIMEOUT;
    return is_misheard ? raas_status{RAAS_E_DENIED} : status;
  }

  int visit_disk(std::string_view what) {
    if (is_child_ || !plan_.only.empty() || what == "read" || what == "open") return SQLITE_OK;
    ++report_.points;
    for (const int code : disk_codes) {
      if (branch(std::string(what) + " answers " + std::to_string(code))) return code;
    }
    return SQLITE_OK;
  }

  const FaultPlan& plan_;
  Deployment world_;
  Story story_;
  Children children_;
  SweepReport report_;
  bool is_child_ = false;
  bool node_has_answered_ = false;  ///< In a child, wrongly.
};

}  // namespace

SweepReport fault_sweep(const FaultPlan& plan) {
  return FaultSweeper(plan).run();
}

}  // namespace raas_test
