#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string>
#include <unordered_map>

#include "crowd.h"
#include "http_text.h"
#include "loops.h"

namespace raas::bench {
namespace json = boost::json;
namespace {

using Clock = std::chrono::steady_clock;

/// What is kept of a deal from one pass to the next.
struct Known {
  std::int64_t sector = -1;
  std::int64_t slashed = -1;
  bool is_seen = false;
};

using KnownDeals = std::unordered_map<std::uint64_t, Known>;

/// Reads the dump as it comes, without a tree of it, and compares each deal when it is complete.
class DumpReader {
 public:
  explicit DumpReader(KnownDeals& known) : known_(known) {}

  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    if (depth_-- == deal_depth) compare();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part.data(), part.size());
    if (depth_ == deal_depth - 1) {
      static_cast<void>(std::from_chars(key_.data(), key_.data() + key_.size(), deal_));
    }
    name_.swap(key_);
    key_.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    if (depth_ != deal_depth + 1) return true;
    if (name_ == "SectorNumber") now_.sector = number;
    if (name_ == "SlashEpoch") now_.slashed = number;
    return true;
  }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  [[nodiscard]] std::uint64_t deals() const { return deals_; }
  [[nodiscard]] std::uint64_t changed() const { return changed_; }

 private:
  /// {"result":{"17":{
  static constexpr int deal_depth = 3;

  void compare() {
    ++deals_;
    Known& before = known_[deal_];
    if (before.sector != now_.sector || before.slashed != now_.slashed) ++changed_;
    before = now_;
    before.is_seen = true;
    now_ = {};
  }

  KnownDeals& known_;
  int depth_ = 0;
  std::string key_;
  std::string name_;
  std::uint64_t deal_ = 0;
  Known now_;
  std::uint64_t deals_ = 0;
  std::uint64_t changed_ = 0;
};

void ask_for_dump(int socket) {
  std::string request;
  append_post(R"({"jsonrpc":"2.0","id":1,"method":"Filecoin.StateMarketDeals","params":[null]})",
              request);
  if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) std::exit(EXIT_FAILURE);
}

}  // namespace

LoopCount dump_and_compare(std::uint16_t port, const Fleet& fleet, double seconds_max) {
  KnownDeals known;
  known.reserve(fleet.copies());
  for (std::uint64_t copy = 0; copy < fleet.copies(); ++copy) {
    known[copy + 1].sector = static_cast<std::int64_t>(fleet.sector_of(copy));
  }
  json::basic_parser<DumpReader> parser({}, known);
  const int socket = connect_to(port);
  LoopCount count;
  const auto begun = Clock::now();
  ask_for_dump(socket);
  std::string buffer(std::size_t{256} << 10, '\0');
  std::string head;
  bool is_in_body = false;
  json::error_code error;
  while (!error && count.seconds < seconds_max) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    if (!is_in_body) {
      head += bytes;
      const std::size_t end = head.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      is_in_body = true;
      bytes = std::string_view(head).substr(end + 4);
    }
    parser.write_some(true, bytes.data(), bytes.size(), error);
    count.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  }
  ::close(socket);
  count.deals = parser.handler().deals();
  count.calls = 1;
  count.bad = parser.handler().changed();
  if (count.deals == fleet.copies()) {
    for (const auto& [deal, one] : known) count.bad += one.is_seen ? 0 : 1;
  }
  count.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  return count;
}

}  // namespace raas::bench
