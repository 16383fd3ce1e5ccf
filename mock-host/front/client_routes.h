#pragma once

#include <optional>
#include <string_view>

#include "aggregator/aggregator.h"
#include "content/payload_store.h"
#include "front/http.h"

namespace mock {

/// What the aggregator itself answers to its clients: upload, retrieval, and an index of what is
/// served.
class ClientRoutes {
 public:
  ClientRoutes(Aggregator& aggregator, PayloadStore& store)
      : aggregator_(aggregator), store_(store) {}

  /// nullopt = no route of the aggregator's own.
  [[nodiscard]] std::optional<HttpAnswer> answer(const HttpRequest& request);

 private:
  [[nodiscard]] HttpAnswer upload(const HttpRequest& request);
  [[nodiscard]] HttpAnswer retrieve(std::string_view cid_text) const;
  [[nodiscard]] std::optional<ActorId> provider_with(std::string_view cid) const;

  Aggregator& aggregator_;
  PayloadStore& store_;
};

/// The answer to a request that the aggregator did not do.
[[nodiscard]] HttpAnswer refusal_answer(const Refusal& refusal);

/// 405 with the methods that would do.
[[nodiscard]] HttpAnswer wrong_method_answer(std::string_view allowed);

}  // namespace mock
