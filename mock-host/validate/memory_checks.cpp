#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

#include "aggregator/tables/abi_values.h"
#include "validate/check.h"
#include "validate/life.h"
#include "validate/trial.h"

namespace mock {
namespace {

/// Bytes right before a page that cannot be touched.
class EdgeBuffer {
 public:
  explicit EdgeBuffer(std::size_t bytes)
      : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))) {
    pages_ = ::mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages_ == MAP_FAILED) throw std::bad_alloc();
    std::memset(pages_, '#', page_);
    ::mprotect(static_cast<char*>(pages_) + page_, page_, PROT_NONE);
    begin_ = static_cast<char*>(pages_) + page_ - bytes;
  }
  ~EdgeBuffer() { ::munmap(pages_, 2 * page_); }
  EdgeBuffer(const EdgeBuffer&) = delete;
  EdgeBuffer& operator=(const EdgeBuffer&) = delete;

  [[nodiscard]] char* begin() const { return begin_; }

 private:
  std::size_t page_;
  void* pages_ = nullptr;
  char* begin_ = nullptr;
};

void inputs_are_not_kept(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  give_work(trial);
  findings.expect(trial.run(4 * epochs_per_day, 60), "it does not come to rest");
  for (const char* target : {"/", "/healthz", "/jobs", "/metrics"}) trial.ask("GET", target);
  trial.judge(findings);
}

/// Whether @p text ends between two characters of UTF-8.
bool is_whole_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    at += length;
  }
  return at == text.size();
}

void error_text_keeps_to_its_room(Subject& subject, Findings& findings) {
  // A path that is not there, of characters of two to four bytes: the error names it.
  const std::string_view state = "/\u00e4\u20ac\U0001F600\u00e4\u20ac\U0001F600";
  for (const std::size_t capacity : {0, 1, 2, 3, 7, 11, 12, 13, 14, 40}) {
    TrialHost host;
    Trial trial(subject, host);
    trial.create();
    const EdgeBuffer text(capacity);
    raas_error error{};
    error.struct_size = sizeof error;
    error.text = capacity == 0 ? nullptr : text.begin();
    error.text_capacity = capacity;
    const Said said = trial.call("init", [&](raas_error*) {
      raas_init params{};
      params.struct_size = sizeof params;
      params.wake_fd = -1;
      params.state_dir = str_of(state);
      params.now = host.tick();
      return trial.table().init(trial.self(), &params, &error);
    });
    const std::string room = "an error text with room for " + std::to_string(capacity);
    findings.expect(said.status < 0, room + ": a state_dir that is not there was accepted");
    if (!findings.expect(error.text_len <= capacity, room + ": text_len is larger")) continue;
    findings.expect(is_whole_utf8({error.text, error.text_len}),
                    room + ": is cut inside of a character");
    findings.expect(error.code == said.status, room + ": code is not the status");
  }
}

void error_may_be_missing(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.create();
  const auto status = trial.call("init", [&](raas_error*) {
    raas_init params{};
    params.struct_size = sizeof params;
    params.config = str_of("[");
    return trial.table().init(trial.self(), &params, nullptr);
  });
  findings.expect(status.status < 0, "init: a wrong config without a place for the error");
}

void results_keep_to_their_room(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.begin();
  const EdgeBuffer room(sizeof(raas_pump_result));
  auto* const result = reinterpret_cast<raas_pump_result*>(room.begin());
  *result = {};
  result->struct_size = sizeof *result;
  const raas_tick now = host.tick();
  const Said said = trial.call(
      "pump", [&](raas_error* err) { return trial.table().pump(trial.self(), &now, result, err); });
  findings.expect(said.status == RAAS_OK, "pump: status " + std::to_string(said.status));
  findings.expect(result->struct_size == sizeof *result, "pump: changes struct_size");

  const auto* const api = static_cast<const raas_plugin_api*>(trial.extension(RAAS_PLUGIN_API_ID));
  const EdgeBuffer place(sizeof(raas_api_response));
  auto* const response = reinterpret_cast<raas_api_response*>(place.begin());
  *response = {};
  response->struct_size = sizeof *response;
  raas_api_request request{};
  request.struct_size = sizeof request;
  request.method = str_of("GET");
  request.target = str_of("/healthz");
  request.now = now;
  const Said answered = trial.call("handle", [&](raas_error* err) {
    return api->handle(trial.self(), &request, response, err);
  });
  findings.expect(answered.status == RAAS_OK, "handle: status " + std::to_string(answered.status));
  findings.expect(response->status >= 100 && response->status <= 599,
                  "handle: " + std::to_string(response->status) + " is no HTTP status");
  // What it hands out lives until the next call: reading it is the check.
  const std::string body(view_of(response->body));
  findings.expect(body.size() == response->body.len, "handle: a body that cannot be read");
  for (std::size_t at = 0; at < response->header_count; ++at) {
    findings.expect(response->headers[at].name.len > 0, "handle: a header without a name");
  }
}

}  // namespace

Checks memory_checks() {
  return {{"memory/inputs_are_not_kept", inputs_are_not_kept},
          {"memory/error_text_keeps_to_its_room", error_text_keeps_to_its_room},
          {"memory/error_may_be_missing", error_may_be_missing},
          {"memory/results_keep_to_their_room", results_keep_to_their_room}};
}

}  // namespace mock
