#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "aggregator/aggregator.h"
#include "sim/course.h"
#include "sim/weather.h"

namespace mock {

/// One line per thing that happens, in order: the same run gives the same bytes.
class Trace : public DealObserver {
 public:
  /// An empty path writes nothing.
  Trace(const std::filesystem::path& file, const Aggregator& aggregator);

  [[nodiscard]] bool is_good() const { return !wanted_ || stream_.good(); }
  void deal_changed(const DealRecord& record) override;
  void weather(const WeatherEvent& event);
  void event(const Happening& happening, const Turn& turn);
  void client(const std::string& payload_cid, const std::string& what);

 private:
  bool wanted_;
  const Aggregator& aggregator_;
  std::ofstream stream_;
};

}  // namespace mock
