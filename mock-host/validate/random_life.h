#pragma once

#include <cstdint>
#include <memory>
#include <random>

#include "validate/trial.h"

namespace mock {

/// One random life of a plugin: what happens in it depends on the seed alone.
class RandomLife {
 public:
  RandomLife(Subject& subject, std::uint64_t seed, Findings& findings);

  /// Lives it.
  void live();

 private:
  /// A number below @p end.
  [[nodiscard]] std::uint64_t below(std::uint64_t end);
  void begin();
  void one_event();
  void let_time_pass();
  void inject();
  void tell_of_made_up_deals();
  void ask_something();
  void move_a_provider();
  void restart();
  void expect_known(const Said& said, const char* what);

  std::mt19937_64 random_;
  Subject& subject_;
  Findings& findings_;
  TrialHost host_;
  std::unique_ptr<Trial> trial_;
};

}  // namespace mock
