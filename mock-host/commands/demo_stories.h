#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "commands/demo_world.h"
#include "commands/screen.h"

namespace mock {

/// Tells replication, repair and renewal to whoever watches, and measures each by the aggregator's
/// own books and chain.
class DemoStories {
 public:
  DemoStories(DemoWorld& world, Screen& screen) : world_(world), screen_(screen) {}

  /// True if every copy that was asked for is there at the end, in time, and no rule was broken.
  [[nodiscard]] bool tell();

 private:
  struct File {
    std::string name;
    std::string cid;
    std::uint64_t job = 0;
  };
  /// A row of the table at the end.
  struct Row {
    std::string story;
    std::string asked;
    std::string came;
    std::string took;
    std::string measured;
    bool is_good = false;
  };

  void first_copies();
  void replication();
  void repair();
  void renewal();
  [[nodiscard]] bool closing();

  /// Lets days pass until @p copies of every file are healthy, at most @p days_max. False if they
  /// are not.
  [[nodiscard]] bool pass_days_until_healthy(std::size_t copies, int days_max);
  void pass_a_day(Epochs epochs = epochs_per_day);
  [[nodiscard]] std::size_t fewest_healthy() const;
  [[nodiscard]] std::size_t healthy_in_all() const;
  [[nodiscard]] std::string busiest_provider() const;
  void say(const std::string& text);

  DemoWorld& world_;
  Screen& screen_;
  DemoState state_;
  std::vector<DemoDeal> deals_;
  std::vector<File> files_;
  std::vector<Row> rows_;
};

}  // namespace mock
