#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fleet.h"

namespace raas::bench {

/// One call as it stands in a request.
struct CallText {
  std::string_view id;
  std::string_view method;  ///< Without "Filecoin.".
  std::string_view params;  ///< From behind the opening bracket; more of the request follows.
};

/// What a Lotus node would answer of a fleet, written straight from arithmetic.
///
/// "Bench.Set" [epoch, faulty_every] puts the network to an epoch, and makes each so many-th copy
/// faulty (0 = none).
class Network {
 public:
  explicit Network(const Fleet& fleet) : fleet_(fleet) {}

  /// The height of the head, unless it was set: that of a network which is about five years old.
  static constexpr std::uint64_t first_epoch = 5000000;
  static constexpr std::uint64_t genesis_s = 1598306400;
  static constexpr std::uint64_t epoch_s = 30;
  static constexpr std::uint64_t finality_lag = 20;
  static constexpr std::uint64_t term_epochs = 1500000;

  /// Appends the replies to all that @p body asks for, in its own form: one response, or an array.
  ///
  /// Understands the requests of this repository's clients, which write id, method and params in
  /// this order and nothing that needs escaping.
  void answer(std::string_view body, std::string& reply);

  /// Whether @p body is from the benchmark itself, which is not to wait for the latency.
  [[nodiscard]] static bool is_order(std::string_view body);
  /// Whether @p body asks for the dump of all deals, which is written piece by piece.
  [[nodiscard]] static bool asks_for_dump(std::string_view body);
  /// Appends the dump from deal @p next on, about @p bytes of it; @return the deal to go on with,
  /// 0 when it is complete.
  [[nodiscard]] std::uint64_t append_dump(std::uint64_t next, std::size_t bytes,
                                          std::string& reply) const;

 private:
  void answer_call(const CallText& call, std::string& reply);
  void append_deal(std::uint64_t deal, std::string& reply) const;
  void append_partitions(std::uint64_t miner, std::uint64_t deadline, std::string& reply) const;
  void append_runs(std::uint64_t miner, std::uint64_t deadline, std::string& reply) const;
  void append_faults(std::uint64_t miner, std::uint64_t deadline, std::string& reply) const;
  [[nodiscard]] bool is_faulty(std::uint64_t copy) const {
    // Mixed, so that they are not all at one miner.
    return faulty_every_ != 0 && (copy * 0x9e3779b97f4a7c15U >> 33U) % faulty_every_ == 0;
  }

  Fleet fleet_;
  std::uint64_t epoch_ = first_epoch;
  std::uint64_t faulty_every_ = 0;
};

/// The piece of a copy: copies of the same data, three in a row, have the same one.
[[nodiscard]] std::string piece_text(std::uint64_t copy);

}  // namespace raas::bench
