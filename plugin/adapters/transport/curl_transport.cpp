#include "adapters/transport/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "adapters/threads/signals_blocked.h"
#include "adapters/transport/node_url.h"
#include "adapters/transport/token_file.h"

namespace raas {
namespace {

/// Pairs the counted start and end of libcurl.
class CurlLibrary {
 public:
  CurlLibrary() : is_up_(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {}
  ~CurlLibrary() {
    if (is_up_) curl_global_cleanup();
  }
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;

  [[nodiscard]] bool is_up() const { return is_up_; }

 private:
  bool is_up_;
};

struct EasyEnd {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiEnd {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyEnd>;
using Multi = std::unique_ptr<CURLM, MultiEnd>;
using HeaderList = std::unique_ptr<curl_slist, ListEnd>;

}  // namespace

/// The thread, and the two queues between it and the host's threads.
class CurlTransport::Worker {
 public:
  Worker(const CurlOptions& options, std::string host, std::function<void()> wake)
      : options_(options),
        host_(std::move(host)),
        user_agent_("raas/" + options.version),
        wake_(std::move(wake)),
        token_file_(options.token_file),
        multi_(curl_multi_init()) {}
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] Status start();
  [[nodiscard]] Status put(std::uint64_t ticket, std::string body, Millis timeout_ms);
  [[nodiscard]] std::vector<TransportReply> take();

 private:
  struct Order {
    std::uint64_t ticket = 0;
    std::string body;
    Millis timeout_ms = 0;
  };
  /// A request on its way.
  struct Transfer {
    Order order;
    Easy easy;
    HeaderList headers;
    std::string reply;
    std::size_t reply_bytes_max = 0;
    bool is_too_long = false;

    /// What the node says that the reply is long, as far as that is to be believed at once.
    [[nodiscard]] std::size_t room_for_reply() const;
  };

  void run() noexcept;
  void work();
  void begin_ordered();
  void begin(Order order);
  [[nodiscard]] Easy take_easy();
  [[nodiscard]] Status prepare(Transfer& transfer);
  void set_connection_options(CURL* easy) const;
  void end_finished();
  void keep_for_the_next(Transfer& transfer, CURLcode code);
  [[nodiscard]] TransportReply reply_to(Transfer& transfer, CURLcode code) const;
  void deliver(TransportReply reply);
  static std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* transfer);

  CurlLibrary library_;
  CurlOptions options_;
  std::string host_;
  std::string user_agent_;
  std::function<void()> wake_;

  std::mutex mutex_;  // Guards the three below.
  std::deque<Order> ordered_;
  std::vector<TransportReply> replies_;
  std::size_t in_flight_ = 0;
  std::atomic<bool> must_end_{false};

  // The thread's own.
  TokenFile token_file_;
  Multi multi_;
  std::list<Transfer> transfers_;
  std::vector<Easy> spare_;               // With all options that do not depend on the request.
  std::vector<std::string> spare_rooms_;  // Bodies of requests, whose memory is for replies.

  std::thread thread_;
};

CurlTransport::Worker::~Worker() {
  must_end_ = true;
  if (thread_.joinable()) {
    curl_multi_wakeup(multi_.get());
    thread_.join();
  }
  for (const Transfer& transfer : transfers_) {
    curl_multi_remove_handle(multi_.get(), transfer.easy.get());
  }
}

Status CurlTransport::Worker::start() {
  if (!library_.is_up() || !multi_) return Error(Code::unavailable, "curl: cannot be started");
  const auto connections = static_cast<long>(options_.connections_max);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections);
  const SignalsBlocked blocked;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    return Error(Code::unavailable, std::string("curl: no thread: ") + error.what());
  }
  return {};
}

Status CurlTransport::Worker::put(std::uint64_t ticket, std::string body, Millis timeout_ms) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    if (in_flight_ >= options_.in_flight_max) {
      return Error(Code::unavailable, host_ + ": " + std::to_string(in_flight_) +
                                          " requests are in flight, no more are sent");
    }
    ++in_flight_;
    is_first = ordered_.empty();
    ordered_.push_back({ticket, std::move(body), timeout_ms});
  }
  // Who was woken for the first takes all.
  if (is_first) curl_multi_wakeup(multi_.get());
  return {};
}

std::vector<TransportReply> CurlTransport::Worker::take() {
  const std::lock_guard lock(mutex_);
  in_flight_ -= replies_.size();
  return std::exchange(replies_, {});
}

void CurlTransport::Worker::run() noexcept {
  while (!must_end_) {
    try {
      work();
    } catch (...) {
      // Out of memory: what is in flight is given up by its time-out, the thread goes on.
      std::this_thread::yield();
    }
  }
}

void CurlTransport::Worker::work() {
  constexpr int idle_wait_ms = 1000;
  begin_ordered();
  int running = 0;
  curl_multi_perform(multi_.get(), &running);
  end_finished();
  curl_multi_poll(multi_.get(), nullptr, 0, idle_wait_ms, nullptr);
}

void CurlTransport::Worker::begin_ordered() {
  std::deque<Order> orders;
  {
    const std::lock_guard lock(mutex_);
    orders.swap(ordered_);
  }
  for (Order& order : orders) begin(std::move(order));
}

void CurlTransport::Worker::begin(Order order) {
  Transfer& transfer = transfers_.emplace_back();
  transfer.order = std::move(order);
  transfer.reply_bytes_max = options_.reply_bytes_max;
  transfer.easy = take_easy();
  if (!spare_rooms_.empty()) {
    transfer.reply = std::move(spare_rooms_.back());
    transfer.reply.clear();
    spare_rooms_.pop_back();
  }
  Status ready = prepare(transfer);
  if (ready && curl_multi_add_handle(multi_.get(), transfer.easy.get()) != CURLM_OK) {
    ready = Error(Code::unavailable, host_ + ": the request cannot be begun");
  }
  if (ready) return;
  deliver({transfer.order.ticket, 0, ready.error()});
  transfers_.pop_back();
}

Easy CurlTransport::Worker::take_easy() {
  if (!spare_.empty()) {
    Easy easy = std::move(spare_.back());
    spare_.pop_back();
    return easy;
  }
  Easy easy(curl_easy_init());
  if (easy) set_connection_options(easy.get());
  return easy;
}

Status CurlTransport::Worker::prepare(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  if (easy == nullptr) return Error(Code::unavailable, host_ + ": out of memory");
  const auto token = token_file_.token();
  if (!token) return token.error();
  const auto add = [&transfer](const std::string& header) {
    curl_slist* longer = curl_slist_append(transfer.headers.get(), header.c_str());
    if (longer == nullptr) return;
    static_cast<void>(transfer.headers.release());
    transfer.headers.reset(longer);
  };
  add("Content-Type: application/json");
  add("Expect:");
  if (!token->empty()) add("Authorization: Bearer " + *token);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.order.body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(transfer.order.body.size()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(std::max<Millis>(1, transfer.order.timeout_ms)));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Worker::take_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  return {};
}

void CurlTransport::Worker::set_connection_options(CURL* easy) const {
  curl_easy_setopt(easy, CURLOPT_URL, options_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent_.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout_ms));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                   static_cast<curl_off_t>(options_.reply_bytes_max));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  }
  // A proxy of the environment is not for a node on this machine.
  if (is_loopback(host_)) curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

std::size_t CurlTransport::Worker::take_bytes(char* bytes, std::size_t size, std::size_t count,
                                              void* transfer) {
  auto& into = *static_cast<Transfer*>(transfer);
  const std::size_t length = size * count;
  if (length > into.reply_bytes_max - into.reply.size()) {
    into.is_too_long = true;
    return CURL_WRITEFUNC_ERROR;
  }
  try {
    if (into.reply.empty()) into.reply.reserve(into.room_for_reply());
    into.reply.append(bytes, length);
  } catch (const std::exception&) {
    return CURL_WRITEFUNC_ERROR;
  }
  return length;
}

std::size_t CurlTransport::Worker::Transfer::room_for_reply() const {
  constexpr curl_off_t believed_max = 1 << 20;
  curl_off_t told = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &told);
  return static_cast<std::size_t>(std::clamp<curl_off_t>(told, 0, believed_max));
}

void CurlTransport::Worker::end_finished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    CURL* easy = message->easy_handle;
    curl_multi_remove_handle(multi_.get(), easy);
    const auto transfer =
        std::find_if(transfers_.begin(), transfers_.end(),
                     [easy](const Transfer& one) { return one.easy.get() == easy; });
    if (transfer == transfers_.end()) continue;
    TransportReply reply = reply_to(*transfer, code);
    keep_for_the_next(*transfer, code);
    transfers_.erase(transfer);
    deliver(std::move(reply));
  }
}

void CurlTransport::Worker::keep_for_the_next(Transfer& transfer, CURLcode code) {
  constexpr std::size_t room_max = std::size_t{256} << 10;
  if (spare_.size() < options_.connections_max && code == CURLE_OK) {
    spare_.push_back(std::move(transfer.easy));
  }
  std::string& room = transfer.order.body;
  if (spare_rooms_.size() < options_.connections_max && room.capacity() <= room_max) {
    spare_rooms_.push_back(std::move(room));
  }
}

TransportReply CurlTransport::Worker::reply_to(Transfer& transfer, CURLcode code) const {
  TransportReply reply;
  reply.ticket = transfer.order.ticket;
  long http_status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &http_status);
  reply.http_status = static_cast<int>(http_status);
  curl_off_t retry_after_s = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RETRY_AFTER, &retry_after_s);
  reply.retry_after_ms = std::clamp<Millis>(retry_after_s, 0, 24 * 3600) * 1000;
  if (transfer.is_too_long || code == CURLE_FILESIZE_EXCEEDED) {
    reply.body = Error(Code::corrupt, host_ + ": reply is longer than the " +
                                          std::to_string(options_.reply_bytes_max) +
                                          " bytes that are taken");
  } else if (code != CURLE_OK) {
    reply.body = Error(Code::unavailable, host_ + ": " + curl_easy_strerror(code));
  } else {
    reply.body = std::move(transfer.reply);
  }
  return reply;
}

void CurlTransport::Worker::deliver(TransportReply reply) {
  {
    const std::lock_guard lock(mutex_);
    replies_.push_back(std::move(reply));
  }
  if (wake_) wake_();
}

Result<std::unique_ptr<CurlTransport>> CurlTransport::open(const CurlOptions& options,
                                                           std::function<void()> wake) {
  auto host = host_of(options.url);
  if (!host) return host.error();
  auto worker = std::make_unique<Worker>(options, std::move(*host), std::move(wake));
  if (auto started = worker->start(); !started) return started.error();
  return std::unique_ptr<CurlTransport>(new CurlTransport(std::move(worker)));
}

CurlTransport::CurlTransport(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
CurlTransport::~CurlTransport() = default;

Result<std::uint64_t> CurlTransport::send(std::string body, Millis timeout_ms) {
  const std::uint64_t ticket = ++tickets_;
  if (auto put = worker_->put(ticket, std::move(body), timeout_ms); !put) return put.error();
  return ticket;
}

std::vector<TransportReply> CurlTransport::take_replies() {
  return worker_->take();
}

}  // namespace raas
