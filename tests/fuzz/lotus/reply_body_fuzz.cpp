#include "adapters/lotus/json_rpc.h"
#include "base/check.h"
#include "fuzz/support/json_input.h"

// What comes back of a batch, split by ids. The first two bytes are the HTTP status.

namespace lotus = raas::lotus;

namespace {

constexpr std::size_t status_size = 2;
constexpr std::uint64_t ids_asked = 8;

/// How many of the ids are the same result; a result is the answer to one call only.
void compare(const lotus::ReplyBody& reply) {
  std::vector<const boost::json::value*> results;
  for (std::uint64_t id = 0; id < ids_asked; ++id) {
    const lotus::Answer answer = reply.answer_to(id);
    if (answer.has_error()) {
      RAAS_CHECK(answer.error().text.size() <= 1024);
      continue;
    }
    for (const boost::json::value* other : results) RAAS_CHECK(other != &**answer);
    results.push_back(&**answer);
    static_cast<void>(boost::json::serialize(**answer));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < status_size) return 0;
  const int status = bytes[0] << 8U | bytes[1];
  const lotus::ReplyBody reply(status, raas::fuzz::text_of(bytes, size).substr(status_size));
  RAAS_CHECK(!(reply.is_single() && reply.is_batch()));
  compare(reply);
  return 0;
}
