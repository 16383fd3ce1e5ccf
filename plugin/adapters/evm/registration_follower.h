#pragma once

#include <map>
#include <optional>
#include <string>

#include "adapters/evm/eth_caller.h"
#include "adapters/evm/follow_cursor.h"
#include "adapters/evm/request_log.h"
#include "ports/registrations.h"

namespace raas::evm {

/// Which contract is followed, and how.
struct FollowerOptions {
  std::string contract;  ///< "0x" and 40 digits in lower case.
  /// Where the contract was deployed. None = the contract is asked for what there is already, which
  /// contracts other than ours answer without the clients' thresholds.
  std::optional<Epoch> from_height;
  Epochs range_max = 2880;  ///< Of one eth_getLogs; nodes refuse more.
  std::uint64_t requests_per_page = 50;
  /// The contract is asked whether logs were missing after so many readings without a gap.
  unsigned readings_per_check = 20;
  Millis poll_ms = 30000;
  Millis timeout_ms = 30000;
  Millis backoff_ms_min = 1000;
  Millis backoff_ms_max = 60000;
};

/// Follows the requests of one contract over the eth_ methods of a node.
///
/// A pass asks for the newest finalized block, makes sure that the one that it read up to last is
/// still there, and reads the logs between the two, in ranges that the node takes. Request ids have
/// no gaps, so a gap means that logs are missing: then, and where logs no longer reach back, the
/// contract itself is asked.
class RegistrationFollower final : public Registrations {
 public:
  /// @param transport  Used by nobody else.
  RegistrationFollower(Transport& transport, FollowerOptions options);

  [[nodiscard]] const std::string& contract() const override { return options_.contract; }
  [[nodiscard]] std::string cursor_name() const override;
  [[nodiscard]] Status resume(const std::string& cursor) override;
  [[nodiscard]] RegistrationNews advance(Now now) override;
  [[nodiscard]] const RegistrationHealth& health() const override { return health_; }

 private:
  /// What was asked last.
  enum class Step : std::uint8_t { idle, finalized, checkpoint, logs, requests, cids };
  struct Block {
    Epoch height = no_epoch;
    std::string hash;
  };

  void begin();
  void ask(Step step, std::string_view method, const std::string& params);
  void call_contract(Step step, const std::string& data);
  void take(const EthAnswer& answer);

  void take_finalized(const EthAnswer& answer);
  void take_checkpoint(const EthAnswer& answer);
  void take_logs(const EthAnswer& answer);
  void take_requests(const EthAnswer& answer);
  void take_cids(const EthAnswer& answer);

  void check_witness();
  void rewind();
  void read_next_range();
  void read_less();
  /// Asks the contract for what the logs of the range did not tell.
  void ask_contract(Epoch to);
  void accept_range();
  [[nodiscard]] bool has_gap() const;
  [[nodiscard]] bool is_check_due();

  void finish_pass();
  void fail(std::string because);

  EthCaller caller_;
  FollowerOptions options_;
  RegistrationHealth health_;
  FollowCursor cursor_;
  RegistrationNews news_;
  bool is_fresh_ = true;  ///< Nothing was read yet: there is no height to go on from.

  Step step_ = Step::idle;
  Now now_;
  Millis due_ms_ = 0;  ///< Of the next pass, or when what is in flight is given up.
  Millis backoff_ms_ = 0;

  Block target_;
  HeightRange range_;
  Epochs range_size_ = 0;
  std::map<std::uint64_t, Registration> found_;  ///< In the range, by id.
  std::uint64_t page_from_ = 0;
  bool logs_were_read_ = false;
  unsigned readings_ = 0;  ///< Since the contract was asked.
};

}  // namespace raas::evm
