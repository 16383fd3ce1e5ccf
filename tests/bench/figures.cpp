#include "figures.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

namespace raas::bench {

void Figures::add(const Figure& figure) {
  const std::string latency =
      figure.latency_ms ? std::to_string(*figure.latency_ms) + " ms" : std::string("-");
  std::printf("%-34s %10llu %8s %16.2f %s%s\n", figure.name.c_str(),
              static_cast<unsigned long long>(figure.copies), latency.c_str(), figure.value,
              figure.unit.c_str(), figure.is_extrapolated ? "  (extrapolated)" : "");
  std::fflush(stdout);
  figures_.push_back(figure);
}

bool Figures::write(const std::string& path) const {
  boost::json::array list;
  for (const Figure& figure : figures_) {
    boost::json::object one{{"name", figure.name},
                            {"copies", figure.copies},
                            {"value", figure.value},
                            {"unit", figure.unit}};
    if (figure.latency_ms) one["latency_ms"] = *figure.latency_ms;
    if (figure.is_extrapolated) one["extrapolated"] = true;
    list.emplace_back(std::move(one));
  }
  std::ofstream file(path);
  file << boost::json::serialize(list) << '\n';
  return file.good();
}

}  // namespace raas::bench
